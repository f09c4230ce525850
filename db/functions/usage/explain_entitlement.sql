create or replace function usage.explain_entitlement(organization_id uuid, feature_code text)
returns table (
    "position" bigint,
    source text,
    code text,
    is_granted boolean,
    quantity bigint,
    limit_value bigint,
    is_applied boolean,
    reason text,
    starts_at timestamptz,
    expires_at timestamptz
)
language sql
stable
set search_path = ''
as $$
    with basis as (
        select b.*
        from usage.find_basis(explain_entitlement.organization_id) as b
    ),

    override as (
        select o.*
        from usage.overrides as o
        where
            o.organization_id = explain_entitlement.organization_id
            and o.feature_code = explain_entitlement.feature_code
            and o.revoked_at is null
            and (
                o.expires_at is null
                or o.expires_at > util.now(explain_entitlement.organization_id)
            )
    ),

    contributions as (
        select
            1 as step,
            'override' as source,
            o.feature_code as code,
            o.is_granted,
            null::bigint as quantity,
            o.limit_value,
            true as is_applied,
            o.reason,
            o.created_at as starts_at,
            o.expires_at
        from override as o
        union all
        select
            2,
            case when b.tier_override_id is null then 'plan' else 'tier_override' end,
            v.plan_code,
            g.feature_code is not null,
            null,
            case when g.feature_code is not null then g.limit_value else 0 end,
            not exists (select from override),
            coalesce(
                t.reason, format('Version %s, %s', v.version, coalesce(g.mode, 'not included'))
            ),
            t.created_at,
            b.plan_ends_at
        from basis as b
        left join usage.tier_overrides as t
            on
                t.organization_id = explain_entitlement.organization_id
                and b.tier_override_id = t.id
        inner join catalog.plan_versions as v on b.plan_version_id = v.id
        left join catalog.plan_features as g
            on v.id = g.plan_version_id and g.feature_code = explain_entitlement.feature_code
        union all
        select
            3,
            'add_on',
            d.code,
            i.quantity > 0,
            i.quantity,
            i.quantity * d.amount_per_unit,
            not exists (select from override),
            d.name,
            null,
            null
        from basis as b
        inner join billing.subscription_items as i
            on
                i.organization_id = explain_entitlement.organization_id
                and b.subscription_id = i.subscription_id
        inner join catalog.prices as r on i.price_id = r.id
        inner join catalog.add_ons as d on r.add_on_code = d.code
        where d.feature_code = explain_entitlement.feature_code
        union all
        select
            4,
            'status',
            coalesce(b.status, 'none'),
            b.access = 'full',
            null,
            null,
            b.access <> 'full',
            case b.access
                when 'full' then 'Reading and writing' else 'Reading only'
            end,
            null,
            null
        from basis as b
    )

    select
        row_number() over (order by c.step, c.code),
        c.source,
        c.code,
        c.is_granted,
        c.quantity,
        case when f.kind <> 'boolean' then c.limit_value end,
        c.is_applied,
        c.reason,
        c.starts_at,
        c.expires_at
    from contributions as c
    cross join catalog.features as f
    where f.code = explain_entitlement.feature_code
    order by c.step, c.code
$$;

comment on function usage.explain_entitlement(uuid, text) is
$$Where the answer about a feature comes from: every contributing row, in the order of the stack

An override, the plan version or the one in its place, each add-on, and what the status restricts. is_applied is false for
what an override stands above, and for a status that restricts nothing.$$;
