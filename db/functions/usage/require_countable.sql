create or replace function usage.require_countable(table_name regclass)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    if not exists (
        select
        from pg_catalog.pg_class as c
        inner join pg_catalog.pg_attribute as a on c.oid = a.attrelid
        where
            c.oid = require_countable.table_name
            and c.relkind in ('r', 'p')
            -- Who writes to a partition directly would pass its parent's triggers.
            and not c.relispartition
            and a.attname = 'organization_id'
            and a.atttypid = 'uuid'::regtype
            and a.attnotnull
    ) then
        perform util.fail(
            400, 'invalid_argument',
            'A counted table has a column organization_id uuid not null, and is no partition',
            jsonb_build_object(
                'argument', 'table_name', 'table', require_countable.table_name::text
            )
        );
    end if;
end
$$;

comment on function usage.require_countable(regclass) is
'Refuses tables whose rows belong to no organization, partitions, and views.';
