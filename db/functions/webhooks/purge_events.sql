create or replace function webhooks.purge_events()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_before timestamptz := util.wall_clock()
    - make_interval(days => util.setting('webhook_event_retention_days')::integer);
    v_count bigint;
begin
    -- One statement: what somebody replays meanwhile is wholly there, or wholly gone.
    with old as (
        select
            e.organization_id,
            e.id
        from webhooks.events as e
        where
            e.created_at < v_before
            and not exists (
                select from webhooks.deliveries as d
                where
                    d.organization_id = e.organization_id
                    and d.event_id = e.id
                    and (d.finished_at is null or d.finished_at >= v_before)
            )
    ),

    old_deliveries as (
        delete from webhooks.deliveries as d
        using old
        where d.organization_id = old.organization_id and d.event_id = old.id
        returning d.organization_id, d.id
    ),

    old_attempts as (
        delete from webhooks.delivery_attempts as a
        using old_deliveries
        where
            a.organization_id = old_deliveries.organization_id
            and a.delivery_id = old_deliveries.id
    )

    delete from webhooks.events as e
    using old
    where e.organization_id = old.organization_id and e.id = old.id;
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

comment on function webhooks.purge_events() is
'Forgets events, with their deliveries, when the last was settled longer ago than they are kept.
Returns how many.';
