create or replace function util.encode_uri_component(value text)
returns text
language sql
immutable
strict
begin atomic
    select
        coalesce(
            string_agg(
                case
                    when
                        convert_from(substring(v.bytes from n.position for 1), 'LATIN1')
                        ~ '[A-Za-z0-9._~-]'
                        then convert_from(substring(v.bytes from n.position for 1), 'LATIN1')
                    else '%' || upper(encode(substring(v.bytes from n.position for 1), 'hex'))
                end,
                '' order by n.position
            ),
            ''
        )
    from (
        values (convert_to(encode_uri_component.value, 'UTF8'))
    ) as v (bytes)
    cross join generate_series(1, length(v.bytes)) as n (position);
end;

comment on function util.encode_uri_component(text) is
'Text as it may stand in an address (RFC 3986): all but letters, digits and four marks as %XX.';
