-- Compared is what all of it would cost: a plan that is at least the present one, with as many of
-- the feature's add-on as are needed beside it.
create or replace function usage.cheapest_remedy(
    organization_id uuid, feature_code text, needed bigint
)
returns jsonb
language sql
stable
set search_path = ''
as $$
    with basis as (
        select
            b.plan_version_id,
            b.subscription_id,
            l.code as plan_code,
            coalesce(l.rank, 0) as rank,
            case b.cycle when 'annual' then 'annual' else 'monthly' end as cycle,
            coalesce(
                (
                    select c.currency
                    from billing.customers as c
                    where c.organization_id = cheapest_remedy.organization_id
                ),
                util.setting('default_currency')
            ) as currency
        from usage.find_basis(cheapest_remedy.organization_id) as b
        left join catalog.plan_versions as v on b.plan_version_id = v.id
        left join catalog.plans as l on v.plan_code = l.code
    ),

    candidates as (
        select
            b.plan_code,
            b.plan_version_id,
            true as is_current
        from basis as b
        where b.plan_version_id is not null
        union all
        select
            l.code,
            v.plan_version_id,
            false
        from basis as b
        inner join catalog.plans as l on b.rank < l.rank
        inner join catalog.current_plan_versions() as v on l.code = v.plan_code
        where l.is_public
    ),

    offers as (
        select
            c.plan_code,
            l.name as plan_name,
            l.rank,
            c.is_current,
            d.code as add_on_code,
            d.name as add_on_name,
            b.cycle,
            b.currency,
            r.unit_amount_cents as plan_cents,
            p.unit_amount_cents as add_on_cents,
            case
                when g.feature_code is not null and (g.limit_value is null or f.kind = 'boolean')
                    then 0
                else greatest(
                    0,
                    ceil(
                        (
                            cheapest_remedy.needed - coalesce(g.limit_value, 0)
                            - usage.add_on_amount(
                                cheapest_remedy.organization_id,
                                b.subscription_id,
                                cheapest_remedy.feature_code
                            )
                        )::numeric / d.amount_per_unit
                    )
                )::bigint
            end as quantity
        from basis as b
        cross join candidates as c
        inner join catalog.features as f on f.code = cheapest_remedy.feature_code
        inner join catalog.plans as l on c.plan_code = l.code
        left join catalog.plan_features as g
            on c.plan_version_id = g.plan_version_id and f.code = g.feature_code
        left join catalog.prices as r
            on c.plan_version_id = r.plan_version_id
            and b.cycle = r.cycle and b.currency = r.currency
        left join catalog.add_ons as d on f.code = d.feature_code
        left join catalog.prices as p
            on d.code = p.add_on_code and b.cycle = p.cycle and b.currency = p.currency
    )

    select
        jsonb_build_object(
            'plan_code', o.plan_code,
            'plan_name', o.plan_name,
            'is_current_plan', o.is_current,
            'add_on_code', case when o.quantity > 0 then o.add_on_code end,
            'add_on_name', case when o.quantity > 0 then o.add_on_name end,
            'quantity', o.quantity,
            'cents', case when o.is_current then 0 else o.plan_cents end
            + o.quantity * coalesce(o.add_on_cents, 0),
            'currency', o.currency,
            'cycle', o.cycle
        )
    from offers as o
    where
        not exists (
            select
            from usage.find_entitlement(
                cheapest_remedy.organization_id, cheapest_remedy.feature_code
            ) as e
            where e.source = 'override'
        )
        and case
            when o.quantity > 0 then o.add_on_cents is not null
            else o.quantity = 0 and not o.is_current
        end
        and (o.is_current or o.plan_cents is not null)
    order by
        coalesce(o.plan_cents, 0) + o.quantity * coalesce(o.add_on_cents, 0), o.rank, o.add_on_code
    limit 1
$$;

comment on function usage.cheapest_remedy(uuid, text, bigint) is
$$The cheapest tier or add-on that would grant so much of a feature

{plan_code, plan_name, is_current_plan, add_on_code, add_on_name, quantity, cents, currency, cycle}, at
what the catalogue asks for it today; cents is what comes on top, or of another plan what it costs.
Null when nothing for sale helps, or an override of ours stands in the way.$$;
