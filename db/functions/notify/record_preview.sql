create or replace function notify.record_preview(
    email_id uuid, subject text, text text, html text, error text
)
returns text
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    update notify.previews as p
    set
        subject = record_preview.subject,
        text = record_preview.text,
        html = record_preview.html,
        error = record_preview.error,
        finished_at = util.wall_clock()
    where p.email_id = record_preview.email_id and p.finished_at is null;
    return case when found then 'recorded' else 'late' end;
end
$$;

comment on function notify.record_preview(uuid, text, text, text, text) is
'Takes in a letter that was written to be looked at, or why it could not be. Returns recorded, or
late when nobody waits for it any more.';
