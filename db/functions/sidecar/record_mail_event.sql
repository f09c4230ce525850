create function sidecar.record_mail_event(notification text)
returns text
language plpgsql
security definer -- the sidecar may write no table
set search_path = ''
as $$
begin
    return notify.record_mail_event(record_mail_event.notification::jsonb);
exception
    -- What will never be understood need not come again.
    when data_exception or not_null_violation then
        return 'malformed';
end
$$;

comment on function sidecar.record_mail_event(text) is
'Takes in what the provider of mail says became of letters. Returns suppressed, ignored,
waits_for_operator or malformed.';

grant execute on function sidecar.record_mail_event(text) to sidecar;
