create or replace function identity.set_sign_in_cookie(code_verifier text, expires_in integer)
returns void
language plpgsql
set search_path = ''
as $$
declare
    -- Browsers take the prefix, and Secure, over TLS only. With it no neighbouring host can have a
    -- browser come back with what somebody else has begun.
    v_is_secure boolean := util.setting('web_url') like 'https:%';
begin
    perform util.add_response_header('Set-Cookie', format(
        '%sunison_sign_in=%s; Path=/; Max-Age=%s; HttpOnly; SameSite=Strict%s',
        case when v_is_secure then '__Host-' else '' end,
        set_sign_in_cookie.code_verifier,
        set_sign_in_cookie.expires_in,
        case when v_is_secure then '; Secure' else '' end
    ));
end
$$;

comment on function identity.set_sign_in_cookie(text, integer) is
'Puts into a cookie what only the browser that begins a sign-in at a provider can end it with. The
page that the provider sends back to is ours, and asks by itself: so Strict does.';
