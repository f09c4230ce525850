create or replace function identity.purge_one_time_tokens()
returns bigint
language sql
volatile
set search_path = ''
as $$
    with purged as (
        delete from identity.one_time_tokens as t
        where
            t.expires_at < util.wall_clock()
            - make_interval(days => util.setting('one_time_token_retention_days')::integer)
        returning 1
    )

    select count(*)
    from purged
$$;

comment on function identity.purge_one_time_tokens() is
'A job: deletes tokens of links that have long been dead.';
