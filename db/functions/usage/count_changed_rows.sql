create or replace function usage.count_changed_rows()
returns trigger
language plpgsql
security definer -- whoever may write the table need not be able to write counters
set search_path = ''
as $$
declare
    v_written text := format(
        'select organization_id, ((%s) is true)::integer from inserted', tg_argv[2]
    );
    v_erased text := format(
        'select organization_id, -((%s) is true)::integer from deleted', tg_argv[2]
    );
    v_organization_id uuid;
    v_amount bigint;
begin
    for v_organization_id, v_amount in execute format(
        'select s.organization_id, sum(s.amount)::bigint as amount
        from (%s) as s (organization_id, amount)
        group by s.organization_id
        order by s.organization_id',
        case tg_op
            when 'INSERT' then v_written
            when 'DELETE' then v_erased
            else v_written || ' union all ' || v_erased
        end
    )
    loop
        if tg_argv[1]::boolean then
            case tg_op
                when 'DELETE' then
                    perform usage.require_delete_access(v_organization_id);
                else
                    perform usage.require_write_access(v_organization_id);
            end case;
        end if;
        if v_amount > 0 then
            perform usage.take_limit(
                v_organization_id, tg_argv[0], v_amount, tg_argv[1]::boolean
            );
        elsif v_amount < 0 then
            perform usage.release_limit(v_organization_id, tg_argv[0], -v_amount);
        end if;
    end loop;
    return null;
end
$$;

comment on function usage.count_changed_rows() is
'Trigger of a table whose rows count only while its third argument, a condition, is true: takes or
gives back the limit of the first by what a statement changed. The second says whether an
organization that may only read is refused.';
