create or replace function identity.has_cookie_session()
returns boolean
language sql
stable
begin atomic
    select coalesce(lower(util.request_header('x-session')) = 'cookie', false);
end;

comment on function identity.has_cookie_session() is
'Whether the client keeps its tokens in cookies that scripts cannot read: it sends X-Session:
cookie. The gateway sends it too wherever it has taken a token out of a cookie.';
