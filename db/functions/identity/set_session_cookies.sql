create or replace function identity.set_session_cookies(
    access_token text,
    access_expires_in integer,
    refresh_token text,
    refresh_expires_in interval
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    -- Browsers take the prefixes, and Secure, over TLS only.
    v_is_secure boolean := util.setting('web_url') like 'https:%';
    v_path text;
begin
    perform identity.set_access_cookie(
        set_session_cookies.access_token, set_session_cookies.access_expires_in
    );
    foreach v_path in array array['rpc/refresh', 'rpc/sign_in', 'finish_external_sign_in'] loop
        perform util.add_response_header('Set-Cookie', format(
            '%sunison_refresh=%s; Path=/api/v1/%s; Max-Age=%s; HttpOnly; SameSite=Strict%s',
            case when v_is_secure then '__Secure-' else '' end,
            set_session_cookies.refresh_token,
            v_path,
            floor(extract(epoch from set_session_cookies.refresh_expires_in)),
            case when v_is_secure then '; Secure' else '' end
        ));
    end loop;
end
$$;

comment on function identity.set_session_cookies(text, integer, text, interval) is
'Puts the tokens of a session into cookies that scripts cannot read; the refresh token goes nowhere
but to where it is refreshed, and where it ends because somebody signs in again.';
