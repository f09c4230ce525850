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
        sum(s.amount_cents),
        min(s.currency),
        s.created_at
    from (
        select
            o.created_at,
            o.state ->> 'currency' as currency,
            (o.state ->> 'amount_refunded')::bigint
            - lag((o.state ->> 'amount_refunded')::bigint, 1, 0::bigint)
                over (order by o.position) as amount_cents
        from billing.order_snapshots(write_refunds.stripe_charge_id) as o
    ) as s
    group by s.created_at
    having sum(s.amount_cents) <> 0;
end
$$;

comment on function billing.write_refunds(uuid, uuid, text) is
'Derives the refunds of a charge from its snapshots: each step by which the refunded amount grew.';
