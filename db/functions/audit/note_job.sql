create or replace function audit.note_job(name text)
returns void
language sql
volatile
begin atomic
    select set_config('audit.job', note_job.name, true);
end;

comment on function audit.note_job(text) is
'Says for the rest of the transaction that a job acts.';
