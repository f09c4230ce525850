create or replace function identity.purge_sessions()
returns bigint
language sql
volatile
set search_path = ''
as $$
    with purged as (
        delete from identity.sessions as s
        where
            least(s.revoked_at, s.expires_at) < util.wall_clock()
            - make_interval(days => util.setting('session_retention_days')::integer)
        returning 1
    )

    select count(*)
    from purged
$$;

comment on function identity.purge_sessions() is
'A job: deletes sessions that ended long ago, with their tokens.';
