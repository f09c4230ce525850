-- Not in SQL: that would be planned anew at every call, which every take of a limit makes.
create or replace function webhooks.mark_state(
    organization_id uuid, patience interval default null
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if exists (select from webhooks.state_endpoints(mark_state.organization_id)) then
        insert into webhooks.state_marks as m (
            organization_id, transaction_id, marked_at, due_at
        )
        values (
            mark_state.organization_id,
            pg_current_xact_id(),
            util.wall_clock(),
            util.wall_clock() + mark_state.patience
        )
        on conflict on constraint state_marks_pkey do update
            set due_at = null
            where m.due_at is not null and excluded.due_at is null;
    end if;
end
$$;

comment on function webhooks.mark_state(uuid, interval) is
'Something of what customer.state_changed shows has changed: after the transaction the whole is
told, once for all marks until then. Who knows the whole renders it, and takes the marks.
patience is how long it may wait for more of the kind, where it changes all the time.';
