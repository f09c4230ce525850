create or replace function webhooks.resolve_alarms(subjects text[])
returns void
language sql
set search_path = ''
as $$
    update webhooks.alarms as a
    set resolved_at = util.wall_clock()
    where
        a.resolved_at is null
        and a.subject = any(resolve_alarms.subjects)
        and a.kind in ('unknown_organization', 'unknown_price')
        and not exists (
            select
            from webhooks.stripe_events as e
            where e.waiting_for @> array[a.subject]
        )
$$;

comment on function webhooks.resolve_alarms(text[]) is
'Closes the alarms about unknown things for which no event waits any more.';
