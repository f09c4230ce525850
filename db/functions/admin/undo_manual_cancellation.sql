create function admin.undo_manual_cancellation(organization_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(undo_manual_cancellation.reason);
    perform billing.undo_contract_end(
        undo_manual_cancellation.organization_id,
        billing.require_reason(undo_manual_cancellation.reason)
    );
    return json_build_object('organization_id', undo_manual_cancellation.organization_id);
end
$$;

comment on function admin.undo_manual_cancellation(uuid, text) is
$$Let a sales-led subscription go on that was to end

Whoever wanted the end. 404 contract_not_found, 409 unchanged where it is not to end.$$;

grant execute on function admin.undo_manual_cancellation(uuid, text) to platform_admin;
