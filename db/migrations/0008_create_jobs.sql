-- Who does the work that is queued: each worker says now and then that it is alive.

create schema jobs;
comment on schema jobs is 'Layer 2: the workers and what they run.';

create table jobs.workers (
    name text not null,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,

    constraint workers_pkey primary key (name)
);
comment on table jobs.workers is
'Workers outside the database, by the name they claim with. Seen in real time.';

alter table jobs.workers enable row level security;
