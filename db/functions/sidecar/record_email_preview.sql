create function sidecar.record_email_preview(
    email_id uuid, subject text, text text, html text, error text
)
returns text
language sql
volatile
security definer -- the sidecar may write no table
set search_path = ''
begin atomic
    select notify.record_preview(
        record_email_preview.email_id,
        record_email_preview.subject,
        record_email_preview.text,
        record_email_preview.html,
        record_email_preview.error
    );
end;

comment on function sidecar.record_email_preview(uuid, text, text, text, text) is
'Hands over a letter that was written to be looked at, or says why it could not be. Returns recorded
or late.';

grant execute on function sidecar.record_email_preview(uuid, text, text, text, text) to sidecar;
