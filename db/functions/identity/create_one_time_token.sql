create or replace function identity.create_one_time_token(
    purpose text,
    user_id uuid default null,
    organization_id uuid default null,
    invitation_id uuid default null
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_token text := util.random_token();
begin
    -- Only the newest link counts: an older mail may have gone astray.
    update identity.one_time_tokens as t
    set used_at = v_now
    where
        t.purpose = create_one_time_token.purpose
        and t.used_at is null
        and (
            t.user_id = create_one_time_token.user_id
            or (
                t.organization_id = create_one_time_token.organization_id
                and t.invitation_id = create_one_time_token.invitation_id
            )
        );

    insert into identity.one_time_tokens (
        token_hash, purpose, user_id, organization_id, invitation_id, created_at, expires_at
    )
    values (
        util.hash_token(v_token),
        create_one_time_token.purpose,
        create_one_time_token.user_id,
        create_one_time_token.organization_id,
        create_one_time_token.invitation_id,
        v_now,
        v_now + case create_one_time_token.purpose
            when 'verify_email' then interval '48 hours'
            when 'reset_password' then interval '60 minutes'
            when 'invitation' then interval '168 hours'
        end
    );
    return v_token;
end
$$;

comment on function identity.create_one_time_token(text, uuid, uuid, uuid) is
'A token for a link in a mail: to verify an address (48 hours), to reset a password (one), or to
accept an invitation (7 days). It replaces earlier ones.';
