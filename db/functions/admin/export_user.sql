create function admin.export_user(user_id uuid, reason text)
returns identity."*/*"
language plpgsql
security definer -- reads what is kept of a person in all organizations, letters among it
set search_path = ''
as $$
declare
    v_archive bytea;
begin
    perform identity.require_staff();
    perform audit.note_reason(export_user.reason);
    if not exists (select from identity.users as u where u.id = export_user.user_id) then
        perform util.fail(404, 'user_not_found', 'There is no such person');
    end if;
    perform audit.record_action(
        'person_exported', null, jsonb_build_object('user_id', export_user.user_id)
    );
    select util.tar_tables(array_agg(t.name), array_agg(t.rows), util.wall_clock())
    into v_archive
    from app.person_tables(export_user.user_id) as t;
    perform util.add_response_header('Content-Type', 'application/x-tar');
    perform util.add_response_header(
        'Content-Disposition',
        format('attachment; filename="person-%s.tar"', export_user.user_id)
    );
    return v_archive::identity."*/*";
end
$$;

comment on function admin.export_user(uuid, text) is
$$All that is kept of a person

For whoever asks by letter: the archive that export_my_data gives to the person. 404 user_not_found.$$;

grant execute on function admin.export_user(uuid, text) to platform_admin;
