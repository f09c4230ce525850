create or replace function identity.refresh_session(refresh_token text)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_token identity.refresh_tokens;
    v_session identity.sessions;
begin
    -- Two refreshes with one token come one after the other.
    select t.* into v_token
    from identity.refresh_tokens as t
    where t.token_hash = util.hash_token(refresh_session.refresh_token)
    for update;

    select s.* into v_session
    from identity.sessions as s
    inner join identity.users as u on s.user_id = u.id
    where
        s.id = v_token.session_id
        and s.revoked_at is null
        and s.expires_at > v_now
        and u.disabled_at is null;

    -- Within 10 seconds it is the same client twice: two tabs, or an answer that was lost. Later
    -- somebody else has it, and nobody can tell who is the thief.
    if v_session.id is null
        or v_token.expires_at <= v_now
        or v_token.used_at < v_now - interval '10 seconds'
    then
        if v_token.used_at is not null then
            perform identity.revoke_session(v_token.session_id, 'refresh_token_reused');
        end if;
        return identity.refuse_refresh();
    end if;

    if v_session.kind in ('user', 'external') and not (
        exists (
            select from identity.memberships as m
            where m.user_id = v_session.user_id and m.organization_id = v_session.organization_id
        )
        and (
            v_session.kind = 'external'
            or identity.can_use_password(v_session.organization_id, v_session.user_id)
        )
    ) then
        -- Whom a provider let in has nowhere else to go.
        v_session.organization_id = case v_session.kind
            when 'user' then identity.find_organization_for_session(v_session.user_id)
        end;
        if v_session.organization_id is null then
            perform identity.revoke_session(v_session.id, 'membership_lost');
            return identity.refuse_refresh();
        end if;
        perform identity.bind_session(v_session.id, v_session.organization_id);
    end if;

    update identity.refresh_tokens as t
    set used_at = v_now
    where t.token_hash = v_token.token_hash and t.used_at is null;
    return identity.issue_tokens(v_session.id);
end
$$;

comment on function identity.refresh_session(text) is
'New tokens for a refresh token, which is used up by it. One that was used before, longer than 10
seconds ago, ends its whole session.';
