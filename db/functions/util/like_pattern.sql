create or replace function util.like_pattern(text text)
returns text
language sql
immutable
strict
begin atomic
    select
        -- Fewer than three letters are in no index of parts.
        case when length(like_pattern.text) >= 3 then '%' else '' end
        || regexp_replace(lower(like_pattern.text), '([\\%_])', '\\\1', 'g')
        || '%';
end;

comment on function util.like_pattern(text) is
'A pattern for LIKE, in lower case, that finds a text anywhere; of fewer than three letters, only at
the beginning. Nothing in it is a wildcard.';
