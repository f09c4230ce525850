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

Each with its live subscription, if it has one.$$;

grant select (id, name, is_sandbox, is_demo, created_at) on identity.organizations
to platform_admin;
grant select (organization_id, user_id) on identity.memberships to platform_admin;
grant select on admin.organizations to platform_admin;
