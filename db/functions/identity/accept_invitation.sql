create or replace function identity.accept_invitation(
    token text, password text, full_name text, code text default null
)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_token identity.one_time_tokens := identity.use_one_time_token(
        accept_invitation.token, 'invitation'
    );
    v_invitation identity.invitations := identity.find_invitation(
        v_token.organization_id, v_token.invitation_id
    );
    v_user_id uuid := identity.find_invited_user(v_invitation.email);
    v_refusal json;
begin
    if v_user_id is null then
        v_user_id = identity.create_user(
            v_invitation.email,
            accept_invitation.password,
            accept_invitation.full_name,
            organization_name => (
                select o.name
                from identity.organizations as o
                where o.id = v_invitation.organization_id
            )
        );
        -- The link came by mail, so the address is good.
        update identity.users as u
        set email_verified_at = util.wall_clock()
        where u.id = v_user_id;
    elsif identity.current_user_id() is null then
        v_refusal = case
            when identity.authenticate(v_invitation.email, accept_invitation.password) is null
                then identity.refuse_credentials()
            else identity.check_second_factor(v_user_id, accept_invitation.code)
        end;
        if v_refusal is not null then
            -- The try is kept, and so must the link be.
            update identity.one_time_tokens as t
            set used_at = null
            where t.token_hash = v_token.token_hash;
            return v_refusal;
        end if;
    end if;

    -- First the invitation gives its seat back, then the member takes it.
    update identity.invitations as i
    set accepted_at = util.wall_clock(), accepted_by = v_user_id
    where i.organization_id = v_invitation.organization_id and i.id = v_invitation.id;

    insert into identity.memberships (organization_id, user_id, role, created_at)
    values (
        v_invitation.organization_id, v_user_id, v_invitation.role,
        util.now(v_invitation.organization_id)
    )
    on conflict on constraint memberships_pkey do nothing;

    if identity.current_user_id() is not null then
        return identity.switch_organization(v_invitation.organization_id);
    end if;
    return identity.issue_tokens(
        identity.open_session(
            'user',
            v_user_id,
            v_invitation.organization_id,
            identity.has_second_factor(v_user_id)
        )
    );
end
$$;

comment on function identity.accept_invitation(text, text, text, text) is
'Makes the person who was invited a member, and answers with tokens for the organization: a new
person with the password and name given, a known one by what signing in needs or by being signed in.';
