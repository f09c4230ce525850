create or replace function util.without_words(text text, words text[])
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_text text := text;
    v_word text;
begin
    -- The longest first: a name may be part of another.
    for v_word in
        select w.word
        from unnest(words) as w (word)
        where length(w.word) >= 2
        order by length(w.word) desc
    loop
        v_text = regexp_replace(
            v_text,
            '(^|[^[:alnum:]])' || regexp_replace(v_word, '[^[:alnum:][:space:]]', '\\\&', 'g')
            || '(?![[:alnum:]])',
            '\1erased', 'gi'
        );
    end loop;
    return v_text;
end
$$;

comment on function util.without_words(text, text[]) is
'A text with the word erased in the place of names and addresses, however they are written in upper
and lower case; parts of other words stay.';
