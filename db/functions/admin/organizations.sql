create view admin.organizations
with (security_invoker = true)
as
select
    o.id,
    o.name,
    o.is_sandbox,
    o.is_demo,
    coalesce(
        s.status,
        case
            when exists (
                select from billing.subscriptions as e
                where e.organization_id = o.id and e.status = 'canceled'
            ) then 'canceled'
        end
    ) as status,
    s.access,
    s.status_reason,
    case
        when s.hold = 'staff' then (
            select f.details ->> 'reason'
            from billing.subscription_facts as f
            where
                f.organization_id = o.id
                and f.kind = 'hold_placed'
                and f.details ->> 'hold' = 'staff'
            order by f.known_at desc
            limit 1
        )
    end as staff_reason,
    v.plan_code,
    (
        select w.plan_code
        from usage.tier_overrides as t
        inner join catalog.plan_versions as w on t.plan_version_id = w.id
        where
            t.organization_id = o.id
            and t.revoked_at is null
            and (t.expires_at is null or t.expires_at > util.now(o.id))
    ) as tier_override,
    s.cycle,
    s.currency,
    case
        when s.status in ('active', 'past_due') then round(s.net_arr_cents / 12.0)::bigint
        else 0
    end as mrr_cents,
    (
        select count(*)
        from identity.memberships as m
        where m.organization_id = o.id
    ) as members,
    coalesce(
        (
            select c.used
            from usage.counters as c
            where c.organization_id = o.id and c.feature_code = 'plants'
        ),
        0
    ) as plants,
    coalesce(
        (
            select c.used
            from usage.counters as c
            where c.organization_id = o.id and c.feature_code = 'storage'
        ),
        0
    ) as storage_bytes,
    s.trial_ends_at,
    o.created_at,
    greatest(
        (
            select max(l.last_used_at)
            from identity.sessions as l
            where l.organization_id = o.id and l.kind <> 'impersonation'
        ),
        (
            select max(r.last_at)
            from usage.rollups as r
            where r.organization_id = o.id
        )
    ) as last_activity_at,
    array(
        select r.risk
        from usage.risks as r
        where r.organization_id = o.id
        order by r.risk
    ) as risk,
    coalesce(
        (
            select
                jsonb_object_agg(
                    r.risk, r.details || jsonb_build_object('found_at', r.found_at)
                )
            from usage.risks as r
            where r.organization_id = o.id
        ),
        '{}'
    ) as risk_reasons
from identity.organizations as o
left join billing.subscriptions as s on o.id = s.organization_id and s.is_primary
left join catalog.plan_versions as v on s.plan_version_id = v.id;

comment on view admin.organizations is
$$All organizations

Each with its live subscription, if it has one; status is canceled where the last one has ended, and
null where there never was any. tier_override is the plan whose entitlements the staff have granted
instead. staff_reason is why the staff have suspended it; the customer is not told. last_activity_at is
when somebody of it last got an access token, or usage was reported. risk lists trial_ending_unused,
payment_failing, usage_falling and limit_reached as a job last found them, each quarter of an hour;
risk_reasons says by what, and since when. To find some among many: search_organizations.$$;

grant select (id, name, is_sandbox, is_demo, created_at) on identity.organizations
to platform_admin;
grant select (organization_id, kind, details, known_at) on billing.subscription_facts
to platform_admin;
grant select (organization_id, user_id) on identity.memberships to platform_admin;
grant select (organization_id, kind, last_used_at) on identity.sessions to platform_admin;
grant select (organization_id, feature_code, used) on usage.counters to platform_admin;
grant select (organization_id, last_at) on usage.rollups to platform_admin;
grant select on usage.risks to platform_admin;
grant select on admin.organizations to platform_admin;
