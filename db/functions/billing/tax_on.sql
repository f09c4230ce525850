create or replace function billing.tax_on(amount_cents bigint, contract billing.contracts)
returns bigint
language sql
immutable
begin atomic
    select round(
        tax_on.amount_cents::numeric * (tax_on.contract).tax_basis_points / 10000
    )::bigint;
end;

comment on function billing.tax_on(bigint, billing.contracts) is
'The tax on an amount by a contract''s rate, rounded once for the whole, half a cent up.';
