create or replace function identity.expire_second_factors()
returns bigint
language sql
volatile
set search_path = ''
as $$
    with stale as (
        select
            f.user_id,
            f.secret is null as is_all
        from identity.second_factors as f
        where f.pending_at < util.wall_clock() - interval '1 hour'
        for update
    ),

    deleted as (
        delete from identity.second_factors as f
        using stale as s
        where f.user_id = s.user_id and s.is_all
    ),

    emptied as (
        update identity.second_factors as f
        set pending_secret = null, pending_at = null
        from stale as s
        where f.user_id = s.user_id and not s.is_all
    )

    select count(*)
    from stale
$$;

comment on function identity.expire_second_factors() is
'A job: deletes secrets that were shown for a phone and never confirmed.';
