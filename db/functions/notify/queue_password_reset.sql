create or replace function notify.queue_password_reset(user_id uuid, token text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform notify.enqueue(
        'reset_password',
        u.email,
        null,
        u.id,
        jsonb_build_object(
            'full_name', u.full_name,
            'url', notify.token_url('/reset-password', queue_password_reset.token),
            'expires_minutes', notify.token_lifetime(queue_password_reset.token, 'minutes')
        ),
        'reset_password:' || encode(util.hash_token(queue_password_reset.token), 'hex'),
        util.hash_token(queue_password_reset.token)
    )
    from identity.users as u
    where u.id = queue_password_reset.user_id;
end
$$;

comment on function notify.queue_password_reset(uuid, text) is
'Queues the mail with the link to set a new password.';
