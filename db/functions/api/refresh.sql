create function api.refresh(refresh_token text default null)
returns json
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
begin
    return identity.refresh_session(
        -- The gateway sends what it has found in the cookie.
        coalesce(refresh.refresh_token, util.request_header('x-refresh-token'))
    );
end
$$;

comment on function api.refresh(text) is
$$New tokens for a refresh token

Answers as sign_in does. A refresh token counts once; used again after more than 10 seconds it ends
the session. Browsers that keep it in a cookie leave the argument out. 401 refresh_token_invalid.$$;

grant execute on function api.refresh(text) to anon, authenticated, platform_admin;
