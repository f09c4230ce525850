create function admin.export_organization(organization_id uuid, reason text)
returns identity."*/*"
language plpgsql
security definer -- reads all that an organization has
set search_path = ''
as $$
declare
    v_archive bytea;
begin
    perform identity.require_staff();
    perform audit.note_reason(export_organization.reason);
    perform identity.require_organization(export_organization.organization_id);
    perform audit.record_action('organization_exported', export_organization.organization_id);

    select util.tar_tables(array_agg(t.name), array_agg(t.rows), util.wall_clock())
    into v_archive
    from app.organization_tables(export_organization.organization_id) as t;
    perform util.add_response_header('Content-Type', 'application/x-tar');
    perform util.add_response_header(
        'Content-Disposition',
        format('attachment; filename="organization-%s.tar"', export_organization.organization_id)
    );
    return v_archive::identity."*/*";
end
$$;

comment on function admin.export_organization(uuid, text) is
$$All that an organization has here

A tar archive with each table as JSON and as CSV, without secrets. 404 organization_not_found.$$;

grant execute on function admin.export_organization(uuid, text) to platform_admin;
