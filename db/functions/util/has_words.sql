create or replace function util.has_words(text text, words text[])
returns boolean
language sql
immutable
begin atomic
    select exists(
        select
        from unnest(words) as w (word)
        -- As it is written in JSON, too.
        where
            position(lower(w.word) in lower(text)) > 0
            or position(lower(btrim(to_json(w.word)::text, '"')) in lower(text)) > 0
    );
end;

comment on function util.has_words(text, text[]) is
'Whether a text, or JSON as text, may hold one of several names and addresses.';
