create or replace function util.encode_query(fields jsonb)
returns text
language sql
immutable
begin atomic
    select
        coalesce(
            string_agg(
                util.encode_uri_component(f.key) || '=' || util.encode_uri_component(f.value),
                '&' order by f.key
            ),
            ''
        )
    from jsonb_each_text(encode_query.fields) as f
    where f.value is not null;
end;

comment on function util.encode_query(jsonb) is
'What stands behind the question mark of an address; fields that are null are left out.';
