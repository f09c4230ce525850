create or replace function api.pause_subscription(resumes_at timestamptz)
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.pause_subscription(v_organization_id, pause_subscription.resumes_at);
end
$$;

comment on function api.pause_subscription(timestamptz) is
$$Pause the subscription

Until resumes_at, a day to a year from now: nothing is billed, and everything is read-only. It goes
on by itself then. Answers 202; poll commands. Of a sales-led subscription it is done at
once: 200, status succeeded.$$;

grant execute on function api.pause_subscription(timestamptz) to authenticated;
