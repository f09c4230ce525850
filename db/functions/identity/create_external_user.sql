create or replace function identity.create_external_user(
    provider identity.identity_providers, claims jsonb
)
returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_email text := identity.require_email(claims ->> 'email');
    v_role text := provider.default_role;
    v_invitation identity.invitations;
    v_user_id uuid;
begin
    insert into identity.users (
        email, full_name, password_hash, email_verified_at, created_at
    )
    values (
        -- No password leads to this hash; a link by mail makes one, if passwords are wanted.
        v_email, identity.find_claimed_name(claims), 'none', util.wall_clock(), util.now()
    )
    -- Somebody may sign up with the address at this moment.
    on conflict (lower(email)) do nothing
    returning id into v_user_id;
    if v_user_id is null then
        return null;
    end if;

    -- First the invitation gives its seat back, then the member takes it.
    update identity.invitations as i
    set accepted_at = util.wall_clock(), accepted_by = v_user_id
    where
        i.organization_id = provider.organization_id
        and lower(i.email) = lower(v_email)
        and i.accepted_at is null
        and i.revoked_at is null
        and i.expires_at > util.wall_clock()
    returning i.* into v_invitation;
    if v_invitation.id is not null then
        v_role = v_invitation.role;
    end if;

    insert into identity.memberships (organization_id, user_id, role, created_at)
    values (provider.organization_id, v_user_id, v_role, util.now(provider.organization_id));
    return v_user_id;
end
$$;

comment on function identity.create_external_user(identity.identity_providers, jsonb) is
'A new person, and member of the provider''s organization: with the role of an invitation, if there
is one, else with the provider''s. Null if somebody has the address already.';
