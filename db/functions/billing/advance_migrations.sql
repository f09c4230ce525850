create or replace function billing.advance_migrations(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_count bigint;
begin
    v_count = billing.schedule_migrations(for_organization_id, null, 500);
    return v_count + billing.settle_migrations(for_organization_id);
end
$$;

comment on function billing.advance_migrations(uuid) is
'A job: schedules the next of those whom migrations are to move, and notes what has become of the
others.';
