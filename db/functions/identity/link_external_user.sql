-- An address alone takes over nothing. An account that exists is linked only if it belongs to the
-- organization already, by its own consent, and has shown to read what is sent to the address:
-- otherwise whoever registers somebody else's address beforehand would wait inside.
create or replace function identity.link_external_user(
    provider identity.identity_providers, claims jsonb
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid;
    v_user identity.users;
begin
    -- Somebody who comes twice at once comes one after the other.
    perform identity.lock_organization(provider.organization_id);
    v_user_id = identity.find_external_user(
        provider.organization_id, provider.issuer, claims ->> 'sub'
    );
    if v_user_id is not null then
        return v_user_id;
    end if;

    select u.* into v_user
    from identity.users as u
    where lower(u.email) = lower(claims ->> 'email');
    if v_user.id is null then
        v_user_id = identity.create_external_user(provider, claims);
    elsif v_user.email_verified_at is not null and exists (
        select from identity.memberships as m
        where m.organization_id = provider.organization_id and m.user_id = v_user.id
    ) then
        v_user_id = v_user.id;
    end if;
    if v_user_id is null then
        perform util.fail(
            409, 'external_account_exists',
            'There is an account with this address, which the organization has not as a member',
            hint => 'Ask for an invitation, and accept it with the password of the account'
        );
    end if;

    insert into identity.external_identities (
        organization_id, issuer, subject, user_id, created_at, last_used_at
    )
    values (
        provider.organization_id, provider.issuer, claims ->> 'sub', v_user_id,
        util.wall_clock(), util.wall_clock()
    );
    return v_user_id;
end
$$;

comment on function identity.link_external_user(identity.identity_providers, jsonb) is
'Whom a provider means by a subject that comes for the first time: a member with the address, or a
new one. Refused with 409 where the address is somebody''s who is no member.';
