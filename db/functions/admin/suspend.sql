create function admin.suspend(organization_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(suspend.reason);
    perform billing.suspend(suspend.organization_id, suspend.reason);
    return json_build_object('organization_id', suspend.organization_id);
end
$$;

comment on function admin.suspend(uuid, text) is
$$Make an organization read-only

Until it is reactivated, whatever is paid; Stripe is asked to pause what it bills. 409
transition_refused.$$;

grant execute on function admin.suspend(uuid, text) to platform_admin;
