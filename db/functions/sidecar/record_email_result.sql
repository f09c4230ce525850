create function sidecar.record_email_result(
    email_id uuid, attempt integer, outcome text, detail text
)
returns text
language sql
volatile
security definer -- the sidecar may write no table
set search_path = ''
begin atomic
    select notify.record_email_result(
        record_email_result.email_id,
        record_email_result.attempt,
        record_email_result.outcome,
        record_email_result.detail
    );
end;

comment on function sidecar.record_email_result(uuid, integer, text, text) is
'Says what became of an attempt to send a mail: sent, refused (for good) or retry. Returns the
mail''s new status.';

grant execute on function sidecar.record_email_result(uuid, integer, text, text) to sidecar;
