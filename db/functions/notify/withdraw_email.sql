create or replace function notify.withdraw_email(email_id uuid)
returns void
language sql
volatile
set search_path = ''
as $$
    update notify.emails as e
    set
        status = 'obsolete',
        finished_at = util.wall_clock(),
        data = notify.data_without_secret(e)
    where e.id = withdraw_email.email_id and e.finished_at is null
$$;

comment on function notify.withdraw_email(uuid) is
'Puts a mail aside whose news is none any more.';
