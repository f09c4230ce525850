create or replace function identity.create_access_token(
    session identity.sessions, expires_in integer
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_issued_at bigint := floor(extract(epoch from util.wall_clock()))::bigint;
begin
    return identity.sign_jwt(json_strip_nulls(json_build_object(
        'sub', session.user_id,
        'sid', session.id,
        'org_id', session.organization_id,
        'role', case session.kind when 'staff' then 'platform_admin' else 'authenticated' end,
        'aud', 'unison',
        'iat', v_issued_at,
        'exp', v_issued_at + create_access_token.expires_in
    )));
end
$$;

comment on function identity.create_access_token(identity.sessions, integer) is
'A signed token of a session, for so many seconds.';
