create or replace function identity.without_names(password text, names text[])
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_rest text := lower(without_names.password);
    v_word text;
begin
    for v_word in
        select distinct on (length(w.word), w.word) w.word
        from (
            -- Nobody has looked yet how long they are.
            select left(n.name, 254)
            from unnest(without_names.names) as n (name)
            union all
            select jsonb_array_elements_text(util.setting('password_context_words')::jsonb)
        ) as n (name)
        cross join lateral (
            select lower(n.name)
            union all
            select split_part(lower(n.name), '@', 1)
            union all
            select regexp_split_to_table(lower(n.name), '[^[:alnum:]]+')
        ) as w (word)
        where length(w.word) >= 3
        -- The longest first, or something of it would be left.
        order by length(w.word) desc, w.word
    loop
        v_rest = replace(v_rest, v_word, '');
    end loop;
    return v_rest;
end
$$;

comment on function identity.without_names(text, text[]) is
'What is left of a password, in lower case, without the words of names, whole addresses and what
stands before their @, and the setting password_context_words. Words of one or two letters count not.';
