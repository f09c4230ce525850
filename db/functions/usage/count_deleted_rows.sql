create or replace function usage.count_deleted_rows()
returns trigger
language plpgsql
security definer -- whoever may write the table need not be able to write counters
set search_path = ''
as $$
declare
    v_group record;
begin
    for v_group in
        select d.organization_id, count(*) as amount
        from deleted as d
        group by d.organization_id
        order by d.organization_id
    loop
        if tg_argv[1]::boolean then
            perform usage.require_delete_access(v_group.organization_id);
        end if;
        perform usage.release_limit(v_group.organization_id, tg_argv[0], v_group.amount);
    end loop;
    return null;
end
$$;

comment on function usage.count_deleted_rows() is
'Trigger: gives back the limit of its first argument for the rows of a statement. The second says
whether an organization that may only read is refused.';
