create or replace function notify.queue_invitation(invitation identity.invitations, token text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform notify.enqueue(
        'invitation',
        (queue_invitation.invitation).email,
        o.id,
        null,
        jsonb_build_object(
            'organization_name', o.name,
            'inviter_name', u.full_name,
            'role', (queue_invitation.invitation).role,
            'url', notify.token_url('/accept-invitation', queue_invitation.token),
            'expires_days', notify.token_lifetime(queue_invitation.token, 'days')
        ),
        'invitation:' || encode(util.hash_token(queue_invitation.token), 'hex'),
        util.hash_token(queue_invitation.token)
    )
    from identity.organizations as o
    cross join identity.users as u
    where
        o.id = (queue_invitation.invitation).organization_id
        and u.id = (queue_invitation.invitation).invited_by;
end
$$;

comment on function notify.queue_invitation(identity.invitations, text) is
'Queues the mail that invites somebody into an organization.';
