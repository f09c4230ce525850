create or replace function identity.sign_in(email text, password text)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid := identity.authenticate(sign_in.email, sign_in.password);
    v_kind text;
    v_organization_id uuid;
begin
    if v_user_id is null then
        return identity.refuse_credentials();
    end if;

    select u.kind into strict v_kind
    from identity.users as u
    where u.id = v_user_id;

    if v_kind = 'staff' then
        return identity.issue_tokens(identity.open_session('staff', v_user_id, null));
    end if;

    v_organization_id = identity.find_organization_for_session(v_user_id);
    if v_organization_id is null then
        return util.respond_error(
            403, 'membership_required', 'You belong to no organization',
            hint => 'Ask for an invitation'
        );
    end if;
    return identity.issue_tokens(identity.open_session('user', v_user_id, v_organization_id));
end
$$;

comment on function identity.sign_in(text, text) is
'Opens a session for an address and its password, and answers with the tokens.';
