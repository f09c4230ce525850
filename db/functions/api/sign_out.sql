create function api.sign_out(refresh_token text default null)
returns void
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
begin
    perform identity.sign_out(sign_out.refresh_token);
end
$$;

comment on function api.sign_out(text) is
$$Sign out

Ends the session of the refresh token, and that of the access token if one is sent: none of their
tokens counts any more. Answers 204, also if there is nothing to end. 403 own_session_required for
the token of an API key, which is ended by revoke_api_key.$$;

grant execute on function api.sign_out(text) to anon, authenticated, platform_admin;
