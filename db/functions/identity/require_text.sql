create or replace function identity.require_text(argument text, value text, max_length integer)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_text text := btrim(require_text.value);
begin
    -- Control characters would begin new lines in mails and logs.
    if coalesce(v_text, '') = '' or length(v_text) > require_text.max_length
        or v_text ~ '[[:cntrl:]]'
    then
        perform util.fail(
            400, 'invalid_argument',
            format('%s must be text of 1 to %s characters', require_text.argument, require_text.max_length),
            jsonb_build_object('argument', require_text.argument)
        );
    end if;
    return v_text;
end
$$;

comment on function identity.require_text(text, text, integer) is
'A name without spaces around it; refused with 400 if it is empty, too long or has line breaks.';
