create or replace function usage.list_entitlements(organization_id uuid)
returns table (
    feature_code text,
    kind text,
    is_granted boolean,
    limit_value bigint,
    mode text,
    source text,
    expires_at timestamptz,
    access text
)
language sql
stable
begin atomic
    select
        f.code as feature_code,
        f.kind,
        case
            when o.id is not null then o.is_granted
            else p.feature_code is not null or coalesce(a.amount, 0) > 0
        end as is_granted,
        case
            when f.kind = 'boolean' then null
            when o.id is not null then case when o.is_granted then o.limit_value else 0 end
            when p.feature_code is not null and p.limit_value is null then null
            else coalesce(p.limit_value, 0) + coalesce(a.amount, 0)
        end as limit_value,
        coalesce(p.mode, 'hard') as mode,
        case
            when o.id is not null then 'override'
            when a.amount > 0 then 'add_on'
            when p.feature_code is not null and b.tier_override_id is not null
                then 'tier_override'
            when p.feature_code is not null then 'plan'
            else 'none'
        end as source,
        case
            when o.id is not null then o.expires_at
            when p.feature_code is not null then b.plan_ends_at
        end as expires_at,
        b.access
    from catalog.features as f
    cross join usage.find_basis(list_entitlements.organization_id) as b
    left join usage.overrides as o
        on
            o.organization_id = list_entitlements.organization_id
            and f.code = o.feature_code
            and o.revoked_at is null
            and (
                o.expires_at is null
                or o.expires_at > util.now(list_entitlements.organization_id)
            )
    left join catalog.plan_features as p
        on b.plan_version_id = p.plan_version_id and f.code = p.feature_code
    left join lateral (
        select
            d.feature_code,
            sum(i.quantity * d.amount_per_unit)::bigint as amount
        from billing.subscription_items as i
        inner join catalog.prices as r on i.price_id = r.id
        inner join catalog.add_ons as d on r.add_on_code = d.code
        where
            i.organization_id = list_entitlements.organization_id
            and i.subscription_id = b.subscription_id
        group by d.feature_code
    ) as a on f.code = a.feature_code;
end;

comment on function usage.list_entitlements(uuid) is
$$What an organization may use: one row for each feature of the catalogue

An override if there is one in force, else the plan version (the subscription's, or the one that
the staff have put in its place) and the subscription's add-ons together. access is read_only where the subscription's status lets nothing be written. limit_value
null is unlimited (and null for a boolean). Without a setting of its own, so that it is planned as a
part of whoever reads it: asking for one feature computes one.$$;
