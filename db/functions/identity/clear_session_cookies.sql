create or replace function identity.clear_session_cookies()
returns void
language plpgsql
set search_path = ''
as $$
begin
    if identity.has_cookie_session() then
        perform identity.set_session_cookies('', 0, '', interval '0');
    end if;
end
$$;

comment on function identity.clear_session_cookies() is
'Makes a browser forget the cookies of a session that has ended.';
