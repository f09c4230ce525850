create or replace function notify.data_without_links(data jsonb)
returns jsonb
language sql
immutable
begin atomic
    select coalesce(jsonb_object_agg(d.key, d.value), '{}')
    from (
        select
            e.key,
            case
                -- Whatever it is called: what leads somewhere may act for its reader.
                when e.key like '%url' or e.value #>> '{}' like '%://%'
                    then
                        to_jsonb(concat(substring(e.value #>> '{}' from '^https?://[^/]+/'), '…'))
                else e.value
            end as value
        from jsonb_each(data_without_links.data) as e
    ) as d;
end;

comment on function notify.data_without_links(jsonb) is
'The data of a letter for others than its reader: of a link is left where it leads to, for the rest
may be a token; where no link is kept, the place of one.';
