create or replace function net._encode_url_with_params_array(url text, params_array text[])
returns text
language sql
immutable
set search_path = ''
as $$
    select concat(
        split_part(url, '#', 1),
        case
            when cardinality(params_array) = 0 then ''
            when split_part(url, '#', 1) ~ '[?&]$' then ''
            when split_part(url, '#', 1) ~ '[?]' then '&'
            else '?'
        end,
        array_to_string(params_array, '&'),
        substring(url from '#.*$')
    );
$$;

comment on function net._encode_url_with_params_array(text, text[]) is
'Appends encoded parameters (a=1) to the query of an address, which may have one already.';
