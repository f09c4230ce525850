create or replace function billing.project_customers(organization_id uuid)
returns void
language sql
set search_path = ''
as $$
    insert into billing.customers as c (
        organization_id, stripe_customer_id, name, email, currency, balance_cents,
        is_delinquent, default_payment_method, deleted_at, created_at
    )
    select
        o.organization_id,
        o.stripe_id,
        s.state ->> 'name',
        s.state ->> 'email',
        s.state ->> 'currency',
        (s.state ->> 'balance')::bigint,
        (s.state ->> 'delinquent')::boolean,
        s.state ->> 'default_payment_method',
        case when s.state ? 'deleted' then s.created_at end,
        coalesce(billing.epoch_time(s.state, 'created'), s.created_at)
    from billing.stripe_objects as o
    cross join lateral (
        select
            r.state,
            r.created_at
        from billing.order_snapshots(o.stripe_id) as r
        order by r.position desc
        limit 1
    ) as s
    where
        o.organization_id = project_customers.organization_id
        and o.object_kind = 'customer'
    order by
        s.state ? 'deleted',
        (s.state ->> 'created')::bigint desc,
        o.stripe_id desc
    limit 1
    on conflict on constraint customers_pkey do update
        set
            stripe_customer_id = excluded.stripe_customer_id,
            name = excluded.name,
            email = excluded.email,
            currency = excluded.currency,
            balance_cents = excluded.balance_cents,
            is_delinquent = excluded.is_delinquent,
            default_payment_method = excluded.default_payment_method,
            deleted_at = excluded.deleted_at,
            created_at = excluded.created_at
$$;

comment on function billing.project_customers(uuid) is
'Brings an organization''s customer up to date. Of several at Stripe the newest that is not deleted counts.';
