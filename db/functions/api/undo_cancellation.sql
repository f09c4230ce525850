create or replace function api.undo_cancellation()
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.undo_cancellation(v_organization_id);
end
$$;

comment on function api.undo_cancellation() is
$$Let a subscription go on that was to end

Answers 202; poll commands. Of a
sales-led subscription it is done at once: 200, status succeeded.$$;

grant execute on function api.undo_cancellation() to authenticated;
