create or replace function api.resume_subscription()
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.resume_subscription(v_organization_id);
end
$$;

comment on function api.resume_subscription() is
$$End a pause before its time

Answers 202; poll commands. Of a
sales-led subscription it is done at once: 200, status succeeded.$$;

grant execute on function api.resume_subscription() to authenticated;
