create function admin.add_note(organization_id uuid, note text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(identity.require_text('note', add_note.note, 1000));
    perform identity.require_organization(add_note.organization_id);
    -- Of a kind that customers are not shown: they read the log of their organization.
    perform audit.write_entry(add_note.organization_id, 'noted', 'staff_notes', null, null, null);
    return json_build_object('organization_id', add_note.organization_id);
end
$$;

comment on function admin.add_note(uuid, text) is
$$Write something down about an organization

For colleagues: it stands in the audit log and the timeline (kind note), for ever, and the customer does
not see it. Answers {organization_id}. 404 organization_not_found.$$;

grant execute on function admin.add_note(uuid, text) to platform_admin;
