create or replace function webhooks.parse_stripe_event(payload text)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    return payload::jsonb;
exception
    -- JSON allows escapes that stand for no character we could store: U+0000 and half a surrogate
    -- pair. A name with one of them must not lose the event; the body keeps what was signed.
    when untranslatable_character or invalid_text_representation then
        begin
            return regexp_replace(
                payload,
                '(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][[:xdigit:]]{2}\\u[dD][c-fC-F][[:xdigit:]]{2})?'
                || '(?:\\u(?:0000|[dD][89abAB][[:xdigit:]]{2}(?!\\u[dD][c-fC-F])'
                || '|[dD][c-fC-F][[:xdigit:]]{2}))?',
                '\1\2',
                'g'
            )::jsonb;
        exception
            when others then
                return null;
        end;
    when others then
        return null;
end
$$;

comment on function webhooks.parse_stripe_event(text) is
'A body as jsonb, or null when it is not JSON. Escapes that jsonb refuses (U+0000, lone surrogates)
are left out.';
