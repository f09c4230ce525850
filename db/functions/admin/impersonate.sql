create function admin.impersonate(
    user_id uuid,
    organization_id uuid,
    reason text,
    minutes integer default 30,
    writable boolean default false
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    return identity.start_impersonation(
        impersonate.user_id,
        impersonate.organization_id,
        audit.note_reason(impersonate.reason),
        impersonate.minutes,
        impersonate.writable
    );
end
$$;

comment on function admin.impersonate(uuid, uuid, text, integer, boolean) is
$$See what a member sees

For 1 to 60 minutes, with an access token that the answer holds: {id, access_token, token_type,
expires_in, organization_id, user_id, is_read_only}; a session in cookies gets it as a cookie, and is the
staff's own again after refresh. Unless writable nothing can be written (405).
Passwords, keys, webhook endpoints and members stay the person's own (403 own_session_required). The
organization reads of it, with the reason, in its activity. 404 member_not_found.$$;

grant execute on function admin.impersonate(uuid, uuid, text, integer, boolean) to platform_admin;
