create or replace function api.cancel_pending_change(id uuid default null)
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return json_build_object(
        'canceled', billing.cancel_pending_change(v_organization_id, cancel_pending_change.id)
    );
end
$$;

comment on function api.cancel_pending_change(uuid) is
$$Take back what was to change at the end of the period

One change by its id, or all of them. Answers {canceled: how many}.$$;

grant execute on function api.cancel_pending_change(uuid) to authenticated;
