create or replace function billing.derive_refunds(stripe_charge_id text)
returns table (amount_cents bigint, currency text, refunded_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
        select
            sum(s.amount_cents)::bigint,
            min(s.currency),
            s.created_at
        from (
            select
                o.created_at,
                o.state ->> 'currency' as currency,
                (o.state ->> 'amount_refunded')::bigint
                - lag((o.state ->> 'amount_refunded')::bigint, 1, 0::bigint)
                    over (order by o.position) as amount_cents
            from billing.order_snapshots(derive_refunds.stripe_charge_id) as o
        ) as s
        group by s.created_at
        having sum(s.amount_cents) <> 0;
end
$$;

comment on function billing.derive_refunds(text) is
'The refunds of a charge, from its snapshots: each step by which the refunded amount grew.';
