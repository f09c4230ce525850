create or replace function billing.project_customer(
    claimed billing.stripe_objects, state jsonb, at timestamptz
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_state jsonb := state;
    v_payment_method text;
    v_at timestamptz := at;
begin
    if exists (
        select
        from billing.stripe_objects as o
        where
            o.organization_id = (claimed).organization_id
            and o.object_kind = 'customer'
            and o.stripe_id <> (claimed).stripe_id
    ) then
        select
            c.state,
            c.at
        into strict v_state, v_at
        from billing.find_customer((claimed).organization_id) as c;
    end if;

    select c.default_payment_method into v_payment_method
    from billing.customers as c
    where c.organization_id = (claimed).organization_id;

    insert into billing.customers as c (
        organization_id, stripe_customer_id, name, email, currency, balance_cents,
        is_delinquent, default_payment_method, deleted_at, created_at
    )
    values (
        (claimed).organization_id,
        v_state ->> 'id',
        billing.value_unless_erased((claimed).organization_id, v_state ->> 'name'),
        billing.value_unless_erased((claimed).organization_id, v_state ->> 'email'),
        v_state ->> 'currency',
        (v_state ->> 'balance')::bigint,
        (v_state ->> 'delinquent')::boolean,
        v_state ->> 'default_payment_method',
        case when v_state ? 'deleted' then v_at end,
        coalesce(billing.epoch_time(v_state -> 'created'), v_at)
    )
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
            created_at = excluded.created_at;

    if v_state ->> 'default_payment_method' <> coalesce(v_payment_method, '') then
        perform billing.retry_unpaid_invoices((claimed).organization_id);
    end if;

    if state ? 'discount' then
        perform billing.learn_discounts(
            (claimed).organization_id, jsonb_build_array(state -> 'discount')
        );
    end if;

    -- What it gets off it gets off its subscriptions, also what they cost before.
    perform billing.write_subscription(s.organization_id, s.id)
    from billing.subscriptions as s
    where
        s.organization_id = (claimed).organization_id
        and s.stripe_subscription_id is not null
        and billing.has_own_discount((claimed).stripe_id);
end
$$;

comment on function billing.project_customer(billing.stripe_objects, jsonb, timestamptz) is
'Brings an organization''s customer up to date, and its subscriptions, where they inherit a
discount; at is when Stripe said so.';
