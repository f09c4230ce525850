create or replace function identity.purge_throttles()
returns bigint
language sql
volatile
set search_path = ''
as $$
    with purged as (
        delete from identity.throttles as t
        where
            t.window_started_at < util.wall_clock()
            - make_interval(days => util.setting('throttle_retention_days')::integer)
        returning 1
    )

    select count(*)
    from purged
$$;

comment on function identity.purge_throttles() is
'A job: deletes counts of tries whose window is long over.';
