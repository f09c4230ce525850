create function admin.retry_email(id uuid, reason text default null)
returns void
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    if retry_email.reason is not null then
        perform audit.note_reason(retry_email.reason);
    end if;
    perform notify.retry_email(retry_email.id);
    perform audit.record_action('email_retried', null, jsonb_build_object('id', retry_email.id));
end
$$;

comment on function admin.retry_email(uuid, text) is
$$Send a letter that failed once more

404 email_not_found; 409 email_not_retryable for one that was sent, or carries a one-time link.$$;

grant execute on function admin.retry_email(uuid, text) to platform_admin;
