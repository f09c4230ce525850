create or replace function catalog.stripe_price_list()
returns table (
    lookup_key text,
    product_code text,
    product_name text,
    unit_amount_cents bigint,
    currency text,
    recurring_interval text,
    metadata jsonb,
    stripe_price_id text
)
language sql
stable
set search_path = ''
as $$
    select
        p.lookup_key,
        coalesce(v.plan_code, 'addon_' || p.add_on_code) as product_code,
        coalesce(l.name, a.name) as product_name,
        p.unit_amount_cents,
        p.currency,
        case p.cycle when 'monthly' then 'month' when 'annual' then 'year' end as recurring_interval,
        case
            when p.add_on_code is null
                then jsonb_build_object('plan_code', v.plan_code, 'plan_version', v.version::text)
            else jsonb_build_object('add_on_code', p.add_on_code)
        end as metadata,
        catalog.current_stripe_price_id(p.id) as stripe_price_id
    from catalog.prices as p
    left join catalog.plan_versions as v on p.plan_version_id = v.id
    left join catalog.plans as l on v.plan_code = l.code
    left join catalog.add_ons as a on p.add_on_code = a.code
    where p.add_on_code is not null or v.published_at is not null
    order by l.rank, a.code, v.version, p.cycle desc, p.currency
$$;

comment on function catalog.stripe_price_list() is
$$Every published price as Stripe should know it, cheapest plan first, then the add-ons.

stripe_price_id is the one linked last, or null. Metadata values are text, as Stripe wants them.$$;
