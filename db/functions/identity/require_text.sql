create or replace function identity.require_text(argument text, value text, max_length integer)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_text text := btrim(require_text.value);
begin
    -- Control characters and separators would begin new lines in mails and logs, marks of direction
    -- would show what is written around them backwards.
    if length(v_text) > require_text.max_length
        or v_text ~ '[[:cntrl:]\u2028\u2029\u202a-\u202e\u2066-\u2069]'
        -- Nothing in it can be seen.
        or coalesce(v_text, '') !~ '[^[:space:]\u00a0\u00ad\u200b-\u200f\u2060\ufeff]'
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
'A name without spaces around it; refused with 400 if nothing of it can be seen, it is too long, or
it has line breaks or marks that turn the direction of writing.';
