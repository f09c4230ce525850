create or replace function identity.sign_in(email text, password text, code text default null)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid := identity.authenticate(sign_in.email, sign_in.password);
    v_refusal json;
    v_kind text;
    v_has_factor boolean;
    v_organization_id uuid;
begin
    if v_user_id is null then
        return identity.refuse_credentials();
    end if;

    v_refusal = identity.check_second_factor(v_user_id, sign_in.code);
    if v_refusal is not null then
        return v_refusal;
    end if;
    v_has_factor = identity.has_second_factor(v_user_id);

    select u.kind into strict v_kind
    from identity.users as u
    where u.id = v_user_id;

    if v_kind = 'staff' then
        -- Without one the session can do nothing but enrol it.
        return identity.issue_tokens(
            identity.open_session('staff', v_user_id, null, v_has_factor)
        );
    end if;

    v_organization_id = identity.find_organization_for_session(v_user_id);
    if v_organization_id is null and exists (
        select from identity.memberships as m
        where m.user_id = v_user_id
    ) then
        return identity.refuse_password();
    elsif v_organization_id is null then
        return util.respond_error(
            403, 'membership_required', 'You belong to no organization',
            hint => 'Ask for an invitation'
        );
    end if;
    return identity.issue_tokens(
        identity.open_session('user', v_user_id, v_organization_id, v_has_factor)
    );
end
$$;

comment on function identity.sign_in(text, text, text) is
'Opens a session for an address and its password, and for a code of whoever has a second factor, and
answers with the tokens.';
