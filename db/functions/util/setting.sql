create or replace function util.setting(key text)
returns text
language plpgsql
stable
security definer -- views ask for settings on behalf of roles that may not read the table
set search_path = ''
as $$
declare
    v_value text;
begin
    -- strict: a misspelt key is a fault of ours, not a null.
    select s.value #>> '{}'
    into strict v_value
    from util.settings as s
    where s.key = setting.key;

    return v_value;
end
$$;

comment on function util.setting(text) is
'A setting of the platform as text, ready to be cast; fails for a key that does not exist.';

grant execute on function util.setting(text) to anon, authenticated, platform_admin, analyst;
