create or replace function notify.request_preview(email_id uuid)
returns json
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_data jsonb;
    v_preview notify.previews;
begin
    select e.data into v_data
    from notify.emails as e
    where e.id = request_preview.email_id;
    if not found then
        perform util.fail(404, 'email_not_found', 'There is no such letter');
    end if;
    if v_data = '{}' then
        return json_build_object('status', 'forgotten');
    end if;

    insert into notify.previews as p (email_id, data, requested_at)
    values (
        request_preview.email_id, notify.data_without_links(v_data), util.wall_clock()
    )
    on conflict (email_id) do nothing;
    if found then
        perform pg_notify('email_previews', '');
    end if;
    select p.* into strict v_preview
    from notify.previews as p
    where p.email_id = request_preview.email_id;
    return json_build_object(
        'status',
        case
            when v_preview.html is not null then 'ready'
            when v_preview.error is not null then 'failed'
            else 'pending'
        end,
        'subject', v_preview.subject,
        'text', v_preview.text,
        'html', v_preview.html,
        'error', v_preview.error
    );
end
$$;

comment on function notify.request_preview(uuid) is
'Has the worker write a letter as its reader sees it, links cut, and answers how far that is:
pending, ready with {subject, text, html}, failed with its error, or forgotten when the letter''s data
are no longer kept. 404 email_not_found.';
