create or replace function identity.start_impersonation(
    user_id uuid, organization_id uuid, reason text, minutes integer, writable boolean
)
returns json
language plpgsql
set search_path = ''
as $$
declare
    -- A session of the staff's own: nobody impersonates from within an impersonation.
    v_staff_id uuid := identity.require_staff();
    v_now timestamptz := util.wall_clock();
    v_session identity.sessions;
    v_access_token text;
begin
    if coalesce(start_impersonation.minutes not between 1 and 60, true) then
        perform util.fail(
            400, 'invalid_argument', 'An impersonation lasts 1 to 60 minutes',
            jsonb_build_object('argument', 'minutes')
        );
    end if;
    -- Nobody of the staff is a member of anything.
    if not exists (
        select
        from identity.memberships as m
        inner join identity.users as u on m.user_id = u.id
        where
            m.organization_id = start_impersonation.organization_id
            and m.user_id = start_impersonation.user_id
            and u.disabled_at is null
    ) then
        perform util.fail(404, 'member_not_found', 'There is no such member in this organization');
    end if;

    insert into identity.sessions as s (
        kind, user_id, organization_id, acting_staff_id, reason, is_read_only, created_at, expires_at
    )
    values (
        'impersonation',
        start_impersonation.user_id,
        start_impersonation.organization_id,
        v_staff_id,
        start_impersonation.reason,
        not coalesce(start_impersonation.writable, false),
        v_now,
        v_now + make_interval(mins => start_impersonation.minutes)
    )
    returning s.* into v_session;

    v_access_token = identity.create_access_token(v_session, 60 * start_impersonation.minutes);
    -- The cookie to refresh with stays the staff's: with it they are themselves again.
    if identity.has_cookie_session() then
        perform identity.set_access_cookie(v_access_token, 60 * start_impersonation.minutes);
        return json_build_object(
            'id', v_session.id,
            'token_type', 'cookie',
            'expires_in', 60 * start_impersonation.minutes,
            'organization_id', v_session.organization_id,
            'user_id', v_session.user_id,
            'is_read_only', v_session.is_read_only
        );
    end if;

    return json_build_object(
        'id', v_session.id,
        'access_token', v_access_token,
        'token_type', 'bearer',
        'expires_in', 60 * start_impersonation.minutes,
        'organization_id', v_session.organization_id,
        'user_id', v_session.user_id,
        'is_read_only', v_session.is_read_only
    );
end
$$;

comment on function identity.start_impersonation(uuid, uuid, text, integer, boolean) is
'A session in a member''s place for somebody of the staff, with a token as long as it: there is none
to refresh it. What only the person may do is refused by identity.require_own_session and
identity.require_permission.';
