create function api.export_my_data()
returns identity."*/*"
language plpgsql
security definer -- reads what is kept of a person in all organizations, letters among it
set search_path = ''
as $$
declare
    v_user_id uuid := identity.require_own_session();
    v_archive bytea;
begin
    perform audit.record_action('data_exported');
    select util.tar_tables(array_agg(t.name), array_agg(t.rows), util.wall_clock())
    into v_archive
    from app.person_tables(v_user_id) as t;
    perform util.add_response_header('Content-Type', 'application/x-tar');
    perform util.add_response_header('Content-Disposition', 'attachment; filename="my-data.tar"');
    return v_archive::identity."*/*";
end
$$;

comment on function api.export_my_data() is
$$All that is kept of the caller

A tar archive with the person, memberships, invitations, sessions, letters and doings, each as JSON
and as CSV. 403 own_session_required for keys and impersonators.$$;

grant execute on function api.export_my_data() to authenticated;
