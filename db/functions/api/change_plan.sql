create or replace function api.change_plan(plan_code text, cycle text default null)
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.change_plan(v_organization_id, change_plan.plan_code, change_plan.cycle);
end
$$;

comment on function api.change_plan(text, text) is
$$Change the plan, the cycle, or both

A higher tier and the annual cycle take effect at once: what is left of the period is credited, the
rest billed to the card on file. Answers 202; poll commands, where a declined card is told, and
nothing has changed then. A lower tier and the monthly cycle take effect at the end of the period:
status is scheduled, and it stands in pending_change until then. 409 unchanged, change_under_way,
checkout_required where nothing was bought yet, transition_refused.$$;

grant execute on function api.change_plan(text, text) to authenticated;
