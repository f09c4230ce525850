create or replace function notify.retry_email(email_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_email notify.emails;
begin
    select e.* into v_email
    from notify.emails as e
    where e.id = retry_email.email_id
    for update;
    if not found then
        perform util.fail(404, 'email_not_found', 'There is no such letter');
    end if;
    -- The link of a finished letter was blanked out; whoever needs another asks for another.
    if v_email.status not in ('failed', 'suppressed') or v_email.token_hash is not null then
        perform util.fail(
            409, 'email_not_retryable', 'This letter cannot be sent again',
            jsonb_build_object('status', v_email.status)
        );
    end if;

    update notify.emails as e
    set status = 'queued', attempts = 0, finished_at = null, next_attempt_at = util.wall_clock()
    where e.id = v_email.id;
end
$$;

comment on function notify.retry_email(uuid) is
'Queues a letter once more that failed or was suppressed. Letters with a one-time link are not sent
again. 404 email_not_found, 409 email_not_retryable.';
