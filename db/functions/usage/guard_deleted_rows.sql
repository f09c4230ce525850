create or replace function usage.guard_deleted_rows()
returns trigger
language plpgsql
security definer -- whoever may write the table need not be able to read subscriptions
set search_path = ''
as $$
begin
    perform usage.require_delete_access(d.organization_id)
    from (select distinct o.organization_id from deleted as o) as d;
    return null;
end
$$;

comment on function usage.guard_deleted_rows() is
'Trigger: lets only organizations with full access delete their rows. It takes no feature to get rid
of what a feature has left.';
