create or replace function billing.write_refunds(
    organization_id uuid, charge_id uuid, stripe_charge_id text
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from billing.refunds as r
    where
        r.organization_id = write_refunds.organization_id
        and r.charge_id = write_refunds.charge_id;

    insert into billing.refunds (organization_id, charge_id, amount_cents, currency, refunded_at)
    select
        write_refunds.organization_id,
        write_refunds.charge_id,
        r.amount_cents,
        r.currency,
        r.refunded_at
    from billing.derive_refunds(write_refunds.stripe_charge_id) as r;
end
$$;

comment on function billing.write_refunds(uuid, uuid, text) is
'Makes the refunds of a charge those that follow from its snapshots.';
