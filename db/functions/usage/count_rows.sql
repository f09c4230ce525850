create or replace function usage.count_rows(feature_code text)
returns table (organization_id uuid, amount bigint)
language plpgsql
stable
set search_path = ''
as $$
declare
    v_query text;
begin
    select string_agg(
        format(
            'select organization_id, count(*) as amount from %s where %s group by organization_id',
            t.table_name, t.counted_when
        ),
        ' union all '
    )
    into v_query
    from usage.counted_tables as t
    -- Of a table that was dropped only the number is left.
    inner join pg_catalog.pg_class as c on t.table_name = c.oid
    where t.feature_code = count_rows.feature_code;

    if v_query is null then
        return;
    end if;
    for organization_id, amount in execute format(
        'select s.organization_id, sum(s.amount)::bigint from (%s) as s group by 1', v_query
    )
    loop
        return next;
    end loop;
end
$$;

comment on function usage.count_rows(text) is
'How many rows each organization really has in the tables that a limit counts.';
