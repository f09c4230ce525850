create function admin.reactivate(organization_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(reactivate.reason);
    perform billing.reactivate(reactivate.organization_id, reactivate.reason);
    return json_build_object('organization_id', reactivate.organization_id);
end
$$;

comment on function admin.reactivate(uuid, text) is
$$Release an organization that the staff have suspended

It is again what it is without that; Stripe is asked to go on. 409 transition_refused.$$;

grant execute on function admin.reactivate(uuid, text) to platform_admin;
