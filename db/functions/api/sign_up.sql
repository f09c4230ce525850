create function api.sign_up(
    email text, password text, organization_name text, full_name text
)
returns json
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
declare
    v_user_id uuid := identity.create_user(
        sign_up.email,
        sign_up.password,
        sign_up.full_name,
        organization_name => sign_up.organization_name
    );
    v_organization_id uuid;
begin
    if v_user_id is null then
        return identity.refuse_taken_email();
    end if;

    v_organization_id = identity.create_organization(sign_up.organization_name, v_user_id);
    perform billing.start_trial(v_organization_id, v_user_id);
    perform notify.queue_verification(
        v_organization_id, v_user_id, identity.start_email_verification(v_user_id)
    );
    return identity.issue_tokens(identity.open_session('user', v_user_id, v_organization_id));
end
$$;

comment on function api.sign_up(text, text, text, text) is
$$Sign up: a person, an organization and its trial

Answers as sign_in does; a mail asks to verify the address. 409 email_taken if there is an account
with the address, 400 password_refused for a password that is too easy to guess.$$;

grant execute on function api.sign_up(text, text, text, text)
to anon, authenticated, platform_admin;
