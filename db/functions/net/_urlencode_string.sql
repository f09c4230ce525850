create or replace function net._urlencode_string(string character varying)
returns text
language sql
immutable
set search_path = ''
as $$
    select coalesce(
        string_agg(
            case
                when p.char ~ '^[A-Za-z0-9._~-]$' then p.char
                else (
                    select string_agg('%' || upper(b.hex[1]), '' order by b.at)
                    from regexp_matches(
                        encode(convert_to(p.char, 'UTF8'), 'hex'), '..', 'g'
                    ) with ordinality as b (hex, at)
                )
            end,
            '' order by p.at
        ),
        case when string is not null then '' end
    )
    from regexp_split_to_table(string, '') with ordinality as p (char, at)
    where p.char <> '';
$$;

comment on function net._urlencode_string(character varying) is
'Percent-encodes all but letters, digits and - . _ ~ of ASCII, byte by byte of UTF-8.';
