create or replace function identity.set_access_cookie(access_token text, expires_in integer)
returns void
language plpgsql
set search_path = ''
as $$
declare
    -- Browsers take the prefix, and Secure, over TLS only.
    v_is_secure boolean := util.setting('web_url') like 'https:%';
begin
    perform util.add_response_header('Set-Cookie', format(
        '%sunison_access=%s; Path=/; Max-Age=%s; HttpOnly; SameSite=Lax%s',
        case when v_is_secure then '__Host-' else '' end,
        set_access_cookie.access_token,
        set_access_cookie.expires_in,
        case when v_is_secure then '; Secure' else '' end
    ));
end
$$;

comment on function identity.set_access_cookie(text, integer) is
'Puts an access token into a cookie that scripts cannot read.';
