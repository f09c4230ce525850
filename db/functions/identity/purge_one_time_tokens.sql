create or replace function identity.purge_one_time_tokens()
returns bigint
language sql
volatile
set search_path = ''
as $$
    with dead (since_at) as (
        values (
            util.wall_clock()
            - make_interval(days => util.setting('one_time_token_retention_days')::integer)
        )
    ),

    tokens as (
        delete from identity.one_time_tokens as t
        using dead as d
        where t.expires_at < d.since_at
        returning 1
    ),

    sign_ins as (
        delete from identity.external_sign_ins as s
        using dead as d
        where s.expires_at < d.since_at
        returning 1
    )

    select (select count(*) from tokens) + (select count(*) from sign_ins)
$$;

comment on function identity.purge_one_time_tokens() is
'A job: deletes tokens of links that have long been dead, and sign-ins at providers that nobody came
back from.';
