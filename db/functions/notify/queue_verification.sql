create or replace function notify.queue_verification(
    organization_id uuid, user_id uuid, token text
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform notify.enqueue(
        'verify_email',
        u.email,
        o.id,
        u.id,
        jsonb_build_object(
            'full_name', u.full_name,
            'organization_name', o.name,
            'url', notify.token_url('/verify-email', queue_verification.token),
            'expires_hours', notify.token_lifetime(queue_verification.token, 'hours')
        ),
        'verify_email:' || encode(util.hash_token(queue_verification.token), 'hex'),
        util.hash_token(queue_verification.token)
    )
    from identity.users as u
    cross join identity.organizations as o
    where u.id = queue_verification.user_id and o.id = queue_verification.organization_id;
end
$$;

comment on function notify.queue_verification(uuid, uuid, text) is
'Queues the mail by which a person shows that an address is theirs.';
