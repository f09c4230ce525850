create function sidecar.claim_email_previews(max_previews integer)
returns table (id uuid, kind text, data json)
language sql
volatile
security definer -- the sidecar may read no table
set search_path = ''
begin atomic
    select
        c.id,
        c.kind,
        c.data
    from notify.claim_previews(claim_email_previews.max_previews) as c;
end;

comment on function sidecar.claim_email_previews(integer) is
'Letters to be written for the staff to look at: what to render (kind, data). The result goes to
sidecar.record_email_preview; without one the letter comes again after 30 seconds.';

grant execute on function sidecar.claim_email_previews(integer) to sidecar;
