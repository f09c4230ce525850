create or replace function util.is_clock_moved(organization_id uuid)
returns boolean
language sql
stable
begin atomic
    select exists(
        select from util.clocks as c
        where
            c.organization_id is null
            or c.organization_id = is_clock_moved.organization_id
    );
end;

comment on function util.is_clock_moved(uuid) is
'Whether an organization''s business time runs ahead of real time, so that it may have jumped.';
