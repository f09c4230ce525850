create or replace function identity.purge_refresh_tokens()
returns bigint
language sql
volatile
set search_path = ''
as $$
    with purged as (
        delete from identity.refresh_tokens as t
        where
            t.expires_at < util.wall_clock()
            - make_interval(days => util.setting('refresh_token_retention_days')::integer)
        returning 1
    )

    select count(*)
    from purged
$$;

comment on function identity.purge_refresh_tokens() is
'A job: deletes refresh tokens that nobody can use any more, stolen or not.';
