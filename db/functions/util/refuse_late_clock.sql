create or replace function util.refuse_late_clock()
returns trigger
language plpgsql
security definer -- at the end of a transaction it is whoever asked, who may not read clocks
set search_path = ''
as $$
begin
    if coalesce(
        (
            select c.ahead_by
            from util.clocks as c
            where c.organization_id is not distinct from new.organization_id
        ),
        interval '0'
    ) < greatest(interval '0', old.ahead_by) then
        perform util.fail(409, 'clock_refused', 'A clock never goes back');
    end if;
    return null;
end
$$;

comment on function util.refuse_late_clock() is
'Trigger, at a transaction''s end: whatever a clock was set to meanwhile, it has not gone back.';
