create or replace function api.undo_cancellation()
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.command_accepted(billing.undo_cancellation(v_organization_id));
end
$$;

comment on function api.undo_cancellation() is
$$Let a subscription go on that was to end

Answers 202; poll commands.$$;

grant execute on function api.undo_cancellation() to authenticated;
