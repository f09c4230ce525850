create or replace function util.set_setting(key text, value jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update util.settings as s
    set value = set_setting.value
    where s.key = set_setting.key;

    if not found then
        perform util.fail(
            400, 'invalid_argument', 'There is no such setting',
            jsonb_build_object('argument', 'key', 'value', set_setting.key)
        );
    end if;
end
$$;

comment on function util.set_setting(text, jsonb) is
'Changes a setting of the platform. For the owner of the database.';
