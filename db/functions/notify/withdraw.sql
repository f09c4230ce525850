create or replace function notify.withdraw(dedupe_key text)
returns void
language sql
volatile
begin atomic
    update notify.emails as e
    set
        status = 'obsolete',
        finished_at = util.wall_clock(),
        data = notify.data_without_secret(e)
    where e.dedupe_key = withdraw.dedupe_key and e.status = 'queued';
end;

comment on function notify.withdraw(text) is
'Takes a queued mail back, because what it says is no longer so.';
