create function admin.preview_email(id uuid)
returns json
language plpgsql
security definer -- what stands in letters is nobody's to read but by this
set search_path = ''
as $$
declare
    v_staff_id uuid := identity.require_staff();
    v_answer json := notify.request_preview(preview_email.id);
begin
    -- Asked again while it is being written; somebody else who asks is somebody who looks.
    if notify.note_preview_reader(preview_email.id, v_staff_id) then
        perform audit.record_action(
            'email_previewed', null, jsonb_build_object('id', preview_email.id)
        );
    end if;
    return v_answer;
end
$$;

comment on function admin.preview_email(uuid) is
$$A letter as its reader sees it

Written on request, with its links cut: they act for their reader. Answers {status, subject, text, html,
error}; while status is pending ask again. failed has an error; forgotten ones are no longer kept. That
somebody looked is recorded. 404 email_not_found.$$;

grant execute on function admin.preview_email(uuid) to platform_admin;
