-- Included by tests of erasure: where a text still stands, as tables with their counts.

create function tests.find_text(needle text) returns setof text language plpgsql
set search_path = tests, pg_catalog as $$
declare
    v_relation record;
    v_count bigint;
begin
    for v_relation in
        select c.oid::regclass as name
        from pg_class as c
        inner join pg_namespace as n on c.relnamespace = n.oid
        where
            c.relkind in ('r', 'p')
            and n.nspname in (
                'util', 'identity', 'catalog', 'audit', 'notify', 'webhooks', 'jobs', 'billing',
                'usage', 'app', 'analytics', 'net'
            )
    loop
        execute format(
            'select count(*) from %s as t where t::text ilike %L', v_relation.name,
            '%' || needle || '%'
        ) into v_count;
        if v_count > 0 then
            return next v_relation.name || ' ' || v_count;
        end if;
    end loop;
end
$$;
