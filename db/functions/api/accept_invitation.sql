create function api.accept_invitation(
    token text, password text default null, full_name text default null, code text default null
)
returns json
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
begin
    return identity.accept_invitation(
        accept_invitation.token,
        accept_invitation.password,
        accept_invitation.full_name,
        accept_invitation.code
    );
end
$$;

comment on function api.accept_invitation(text, text, text, text) is
$$Join an organization with the token of an invitation

Somebody new gives a password and a full name; somebody with an account is signed in, or gives its
password, and the code that sign_in wants. Answers as sign_in does, bound to the organization. 400 one_time_token_invalid,
403 invitation_for_another if the caller has another address.$$;

grant execute on function api.accept_invitation(text, text, text, text)
to anon, authenticated, platform_admin;
