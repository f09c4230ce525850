create or replace function notify.queue_second_factor_letter(
    kind text, user_id uuid, happened_at timestamptz, details jsonb default '{}'
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform notify.enqueue(
        queue_second_factor_letter.kind,
        u.email,
        null,
        u.id,
        queue_second_factor_letter.details || jsonb_build_object(
            'full_name', u.full_name,
            'url', concat(
                util.setting('web_url'), case u.kind when 'staff' then '/admin' else '/settings' end
            )
        ),
        concat_ws(
            ':', queue_second_factor_letter.kind, u.id,
            extract(epoch from queue_second_factor_letter.happened_at)
        )
    )
    from identity.users as u
    where u.id = queue_second_factor_letter.user_id and u.erased_at is null;
end
$$;

comment on function notify.queue_second_factor_letter(text, uuid, timestamptz, jsonb) is
'Queues the mail that tells a person that something of their second factor has changed.';
