create or replace function identity.require_name(argument text, value text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_name text := identity.require_text(require_name.argument, require_name.value, 200);
begin
    -- Strangers are invited under these names: mail programs would make links of what is in them.
    if v_name ~* '(://|\mwww\.|\w\.[a-z]{2,}/)' then
        perform util.fail(
            400, 'invalid_argument',
            format('%s must not hold an address of the web', require_name.argument),
            jsonb_build_object('argument', require_name.argument)
        );
    end if;
    return v_name;
end
$$;

comment on function identity.require_name(text, text) is
'The name of a person or an organization, as identity.require_text gives it; refused with 400 if a
mail program would make a link of it.';
