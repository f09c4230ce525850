create or replace function util.json_without_words(value jsonb, words text[])
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    return case jsonb_typeof(value)
        when 'string' then to_jsonb(util.without_words(value #>> '{}', words))
        when 'array' then (
            select coalesce(jsonb_agg(util.json_without_words(e.value, words) order by e.place), '[]')
            from jsonb_array_elements(value) with ordinality as e (value, place)
        )
        when 'object' then (
            select coalesce(jsonb_object_agg(e.key, util.json_without_words(e.value, words)), '{}')
            from jsonb_each(value) as e
        )
        else value
    end;
end
$$;

comment on function util.json_without_words(jsonb, text[]) is
'JSON of which every text is without the words, as util.without_words does it; keys stay.';
