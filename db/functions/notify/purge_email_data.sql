create or replace function notify.purge_email_data()
returns bigint
language sql
volatile
set search_path = ''
as $$
    with purged as (
        update notify.emails as e
        set data = '{}'
        where
            e.finished_at < util.wall_clock()
            - make_interval(days => util.setting('email_retention_days')::integer)
            and e.data <> '{}'
        returning 1
    )

    select count(*)
    from purged
$$;

comment on function notify.purge_email_data() is
'A job: forgets what stood in mails that were finished long ago. That they were sent, and to whom,
stays; so does the key that keeps them from being sent again.';
