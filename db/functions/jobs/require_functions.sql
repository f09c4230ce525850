create or replace function jobs.require_functions()
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
    v_missing text;
begin
    select string_agg(format('%s of the job %s', s.signature, g.name), ', ')
    into v_missing
    from jobs.registry as g
    cross join lateral (
        select g.function || case when g.is_per_clock then '(uuid)' else '()' end
    ) as s (signature)
    left join pg_catalog.pg_proc as p on to_regprocedure(s.signature) = p.oid
    where p.prorettype is distinct from 'pg_catalog.int8'::regtype or p.proretset;
    if v_missing is not null then
        raise undefined_function using message = format(
            'There is no function that returns bigint: %s', v_missing
        );
    end if;
end
$$;

comment on function jobs.require_functions() is
'Refuses a registry that names a function which does not exist, or counts no rows.';
