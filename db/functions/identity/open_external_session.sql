create or replace function identity.open_external_session(
    provider identity.identity_providers, user_id uuid, claims jsonb, token_hash bytea
)
returns json
language plpgsql
set search_path = ''
as $$
begin
    -- It stays a secret of nobody for long: what has signed in once is worth nothing any more.
    insert into identity.one_time_tokens as t (
        token_hash, purpose, user_id, created_at, expires_at, used_at
    )
    values (
        open_external_session.token_hash, 'external_sign_in', open_external_session.user_id,
        util.wall_clock(), to_timestamp((claims ->> 'exp')::double precision), util.wall_clock()
    )
    on conflict on constraint one_time_tokens_pkey do nothing;
    if not found then
        return identity.refuse_id_token('used');
    end if;

    -- Who was removed comes back by an invitation, and not by what the provider goes on saying.
    if not exists (
        select
        from identity.memberships as m
        inner join identity.users as u on m.user_id = u.id
        where
            m.organization_id = provider.organization_id
            and m.user_id = open_external_session.user_id
            and u.disabled_at is null
    ) then
        perform util.fail(
            403, 'membership_required', 'You belong to this organization no more',
            hint => 'Ask for an invitation'
        );
    end if;

    update identity.external_identities as e
    set last_used_at = util.wall_clock()
    where
        e.organization_id = provider.organization_id
        and e.issuer = provider.issuer
        and e.subject = claims ->> 'sub';
    return identity.issue_tokens(identity.open_session(
        'external', open_external_session.user_id, provider.organization_id
    ));
end
$$;

comment on function identity.open_external_session(
    identity.identity_providers, uuid, jsonb, bytea
) is
'A session in the provider''s organization, and nowhere else, for a token that has not been used.';
