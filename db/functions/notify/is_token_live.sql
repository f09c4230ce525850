create or replace function notify.is_token_live(token_hash bytea)
returns boolean
language sql
volatile
begin atomic
    select exists(
        select from identity.one_time_tokens as t
        left join identity.invitations as i
            on t.organization_id = i.organization_id and t.invitation_id = i.id
        where
            t.token_hash = is_token_live.token_hash
            and t.used_at is null
            and t.expires_at > util.wall_clock()
            and i.revoked_at is null
            and i.accepted_at is null
    );
end;

comment on function notify.is_token_live(bytea) is
'Whether the one-time token of a mail can still be used.';
