create or replace function usage.guard_written_rows()
returns trigger
language plpgsql
security definer -- whoever may write the table need not be able to read subscriptions
set search_path = ''
as $$
declare
    v_organization_id uuid;
begin
    for v_organization_id in
        select distinct w.organization_id
        from written as w
    loop
        perform usage.require_write_access(v_organization_id);
        if tg_nargs > 0
            and not usage.has_feature(v_organization_id, tg_argv[0])
        then
            perform usage.refuse_feature(v_organization_id, tg_argv[0]);
        end if;
    end loop;
    return null;
end
$$;

comment on function usage.guard_written_rows() is
'Trigger: lets rows be written by organizations with full access only, and where a feature is named,
by those that have it.';
