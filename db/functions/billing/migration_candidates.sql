create or replace function billing.migration_candidates(
    from_version_id uuid, to_version_id uuid, organization_id uuid default null
)
returns table (
    organization_id uuid,
    subscription_id uuid,
    source text,
    currency text,
    price_id uuid,
    items jsonb,
    add_ons jsonb,
    arr_cents_before bigint,
    arr_cents_after bigint,
    refusal text
)
language sql
stable
set search_path = ''
as $$
    select
        s.organization_id,
        s.id,
        s.source,
        s.currency,
        t.id,
        n.items,
        a.add_ons,
        s.net_arr_cents,
        w.net_arr_cents,
        case
            when s.status = 'incomplete' then 'first_payment_pending'
            when s.cancel_at is not null then 'cancellation_scheduled'
            when t.id is null then 'price_missing'
            when s.source = 'stripe' and billing.plan_change_items(s, t.id) is null
                then 'price_not_linked'
            when
                exists (
                    select from billing.pending_changes as p
                    where
                        p.organization_id = s.organization_id
                        and p.subscription_id = s.id
                        and p.price_id is not null
                        and p.finished_at is null
                )
                or c.next_state ? 'items'
                then 'change_pending'
        end
    from billing.subscriptions as s
    left join billing.contracts as c
        on s.organization_id = c.organization_id and s.id = c.subscription_id
    left join lateral catalog.price_for(
        migration_candidates.to_version_id, s.cycle, s.currency
    ) as t on true
    cross join lateral (
        select coalesce(jsonb_object_agg(p.add_on_code, i.quantity), '{}') as add_ons
        from billing.subscription_items as i
        inner join catalog.prices as p on i.price_id = p.id
        where
            i.organization_id = s.organization_id
            and i.subscription_id = s.id
            and p.add_on_code is not null
    ) as a
    cross join lateral (
        select
            billing.agreed_items(
                migration_candidates.to_version_id, s.cycle, s.currency, a.add_ons
            ) as items
        where t.id is not null
        union all
        select null
        where t.id is null
    ) as n
    left join lateral billing.value_contract(
        jsonb_build_object('items', n.items, 'currency', s.currency),
        s.discount,
        util.now(s.organization_id)
    ) as w on n.items is not null
    where
        s.plan_version_id = migration_candidates.from_version_id
        and s.source in ('stripe', 'manual')
        and s.status <> 'canceled'
        and s.currency is not null
        and coalesce(s.organization_id = migration_candidates.organization_id, true)
$$;

comment on function billing.migration_candidates(uuid, uuid, uuid) is
'Whom a migration would move, of all organizations or of one: at which price, with which items and
add-ons, worth what before and after (discounts kept); refusal says why somebody stays.';
