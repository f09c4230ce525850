-- What runs by itself, and what became of each run. Schedules, runs and retries live in real time.

create table jobs.registry (
    name text not null,
    schedule text not null,
    function text not null,
    timeout_seconds integer not null,
    is_per_clock boolean not null,
    description text not null,
    registered_at timestamptz not null,
    requested_at timestamptz,
    requested_by uuid,

    constraint registry_pkey primary key (name),
    constraint registry_requested_by_fkey
    foreign key (requested_by) references identity.users (id),
    constraint registry_name_check check (name ~ '^[a-z][a-z0-9_]*$'),
    -- pg_cron takes six fields, and misreads them. What stands in the five is the trigger's to see.
    constraint registry_schedule_check check (schedule ~ '^([0-9*,/-]+ ){4}[0-9*,/-]+$'),
    constraint registry_function_check check (function ~ '^[a-z]+\.[a-z0-9_]+$'),
    constraint registry_timeout_seconds_check check (timeout_seconds between 1 and 86400)
);
create index registry_requested_by_idx on jobs.registry (requested_by);
comment on table jobs.registry is
'The jobs. Rows follow db/functions/jobs/registry.sql at every deploy; docs/scheduled-jobs.md is
generated from here.';
comment on column jobs.registry.schedule is
'Minute, hour, day of the month, month, day of the week; in UTC and real time.';
comment on column jobs.registry.function is
'Returns how many rows it handled. Of a job for each clock it takes whose clock: null for the
platform''s, with all organizations that have none of their own, or one sandbox organization.';
comment on column jobs.registry.registered_at is
'A new job is not made up for what its schedule would have been before.';
comment on column jobs.registry.requested_at is 'Set by who wants it run now; the tick clears it.';

create table jobs.runs (
    id bigint generated always as identity,
    job_name text not null,
    organization_id uuid,
    clock_at timestamptz not null,
    reason text not null,
    requested_by uuid,
    run_by text not null,
    attempt integer not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    outcome text,
    rows_handled bigint,
    error text,
    retry_at timestamptz,

    constraint runs_pkey primary key (id),
    constraint runs_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint runs_requested_by_fkey foreign key (requested_by) references identity.users (id),
    constraint runs_reason_check
    check (reason in ('schedule', 'request', 'stalled', 'retry', 'call')),
    constraint runs_outcome_check check (outcome in ('succeeded', 'failed', 'interrupted')),
    constraint runs_finished_at_check check ((finished_at is null) = (outcome is null)),
    constraint runs_rows_handled_check
    check ((outcome is not distinct from 'succeeded') = (rows_handled is not null)),
    constraint runs_retry_at_check
    check (retry_at is null or outcome in ('failed', 'interrupted'))
);
create index runs_organization_id_idx on jobs.runs (organization_id, job_name, id);
create index runs_job_name_idx on jobs.runs (job_name, id) where organization_id is null;
create index runs_started_at_idx on jobs.runs (started_at);
create index runs_requested_by_idx on jobs.runs (requested_by);
-- What is under way or has to be tried again: few, and asked for every minute.
create index runs_unsettled_idx
on jobs.runs (job_name)
where finished_at is null or retry_at is not null;
comment on table jobs.runs is
'Each run of a job for one clock, begun in a transaction before that of the work. They stay when the
job goes.';
comment on column jobs.runs.organization_id is
'The sandbox organization whose clock it was; null is the platform''s.';
comment on column jobs.runs.clock_at is 'What that clock showed: everything due by then was done.';
comment on column jobs.runs.run_by is 'The database role whose session it was.';
comment on column jobs.runs.attempt is 'One more than the runs in a row that came to nothing.';
comment on column jobs.runs.retry_at is
'When it is to be tried again; cleared once that is begun.';

alter table jobs.registry enable row level security;
alter table jobs.runs enable row level security;
