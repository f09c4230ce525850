create view admin.organizations
with (security_invoker = true)
as
select
    o.id,
    o.name,
    o.is_sandbox,
    o.is_demo,
    s.status,
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
    s.trial_ends_at,
    o.created_at
from identity.organizations as o
left join billing.subscriptions as s on o.id = s.organization_id and s.is_primary
left join catalog.plan_versions as v on s.plan_version_id = v.id;

comment on view admin.organizations is
$$All organizations

Each with its live subscription, if it has one. staff_reason is why the staff have suspended it; the
customer is not told.$$;

grant select (id, name, is_sandbox, is_demo, created_at) on identity.organizations
to platform_admin;
grant select (organization_id, kind, details, known_at) on billing.subscription_facts
to platform_admin;
grant select (organization_id, user_id) on identity.memberships to platform_admin;
grant select on admin.organizations to platform_admin;
