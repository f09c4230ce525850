create function api.export_organization()
returns identity."*/*"
language plpgsql
security definer -- reads all that an organization has
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('organization.export');
    v_archive bytea;
begin
    perform identity.require_person();
    perform audit.record_action('organization_exported', v_organization_id);

    select util.tar_tables(array_agg(t.name), array_agg(t.rows), util.wall_clock())
    into v_archive
    from app.organization_tables(v_organization_id) as t;
    perform util.add_response_header('Content-Type', 'application/x-tar');
    perform util.add_response_header(
        'Content-Disposition', 'attachment; filename="organization.tar"'
    );
    return v_archive::identity."*/*";
end
$$;

comment on function api.export_organization() is
$$All that the organization has here

A tar archive with each table as JSON and as CSV, without secrets. For owners: 403 role_required, and
403 own_session_required for keys and impersonators.$$;

grant execute on function api.export_organization() to authenticated;
