create or replace function billing.compare_customer(organization_id uuid)
returns table (object_id text, field text, stored jsonb, recomputed jsonb)
language sql
stable
set search_path = ''
as $$
    with told as (
        select t.*
        from billing.told_objects(compare_customer.organization_id) as t
        where t.object_kind in ('checkout.session', 'payment_method')
    )

    select
        coalesce(t.state ->> 'id', c.stripe_customer_id, c.organization_id::text),
        f.field,
        f.stored_value,
        f.recomputed_value
    from (
        select *
        from billing.find_customer(compare_customer.organization_id) as n
        where n.state is not null
    ) as t
    full join (
        select n.*
        from billing.customers as n
        where n.organization_id = compare_customer.organization_id
    ) as c on true
    cross join lateral billing.differing_fields(
        case
            when c.organization_id is not null then jsonb_build_object(
                'id', c.stripe_customer_id,
                'name', c.name,
                'email', c.email,
                'currency', c.currency,
                'balance', c.balance_cents,
                'delinquent', c.is_delinquent,
                'default_payment_method', c.default_payment_method,
                'deleted_at', billing.epoch(c.deleted_at),
                'created', billing.epoch(c.created_at)
            )
        end,
        t.state
        - '{deleted,discount}'::text[]
        || jsonb_build_object(
            'deleted_at', case when t.state ? 'deleted' then billing.epoch(t.at) end,
            'created', coalesce(t.state -> 'created', to_jsonb(billing.epoch(t.at)))
        )
    ) as f
    union all
    select
        coalesce(t.stripe_id, c.stripe_session_id),
        f.field,
        f.stored_value,
        f.recomputed_value
    from (
        select n.*
        from told as n
        where n.object_kind = 'checkout.session'
    ) as t
    full join (
        select n.*
        from billing.checkout_sessions as n
        where
            n.organization_id = compare_customer.organization_id
            and n.stripe_session_id is not null
    ) as c on t.stripe_id = c.stripe_session_id
    cross join lateral billing.differing_fields(
        case
            when c.id is not null then jsonb_build_object(
                'status', c.status,
                'payment_status', c.payment_status,
                'url', c.url,
                'subscription', c.stripe_subscription_id,
                'expires_at', billing.epoch(c.expires_at),
                'finished_at', billing.epoch(c.finished_at)
            )
        end,
        t.state
        - '{id,customer,created,local_id}'::text[]
        || jsonb_build_object(
            'finished_at',
            case when t.state ->> 'status' <> 'open' then billing.epoch(t.created_at) end
        )
    ) as f
    union all
    select
        coalesce(t.stripe_id, m.stripe_payment_method_id),
        f.field,
        f.stored_value,
        f.recomputed_value
    from (
        select n.*
        from told as n
        where n.object_kind = 'payment_method'
    ) as t
    full join (
        select n.*
        from billing.payment_methods as n
        where n.organization_id = compare_customer.organization_id
    ) as m on t.stripe_id = m.stripe_payment_method_id
    cross join lateral billing.differing_fields(
        case
            when m.id is not null then jsonb_build_object(
                'type', m.type,
                'brand', m.brand,
                'last4', m.last4,
                'exp_year', extract(year from m.expires_on)::integer,
                'exp_month', extract(month from m.expires_on)::integer,
                'created', billing.epoch(m.attached_at)
            )
        end,
        t.state - 'id'
    ) as f
$$;

comment on function billing.compare_customer(uuid) is
'Where an organization''s customer, checkouts and payment methods differ from what the snapshots
say.';
