create or replace function billing.row_differences(organization_id uuid)
returns table (object_id text, object_kind text, field text, ours jsonb, theirs jsonb)
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
        select
            d.object_id,
            d.object_kind,
            d.field,
            d.stored,
            d.recomputed
        from (
            select
                s.*,
                'subscription' as object_kind
            from billing.compare_subscriptions(row_differences.organization_id) as s
            union all
            select
                i.*,
                'invoice'
            from billing.compare_invoices(row_differences.organization_id) as i
            union all
            select
                p.*,
                'payment'
            from billing.compare_payments(row_differences.organization_id) as p
            union all
            select
                c.*,
                'customer'
            from billing.compare_customer(row_differences.organization_id) as c
        ) as d;
end
$$;

comment on function billing.row_differences(uuid) is
'Where an organization''s rows say something else than what Stripe said, as far as rows are made
from that: what billing.replay_differences finds, without reading the events again.';
