-- Letters as their readers see them, for the staff: written on request, and soon forgotten.

create table notify.previews (
    email_id uuid not null,
    data jsonb not null,
    requested_at timestamptz not null,
    claimed_at timestamptz,
    subject text,
    text text,
    html text,
    error text,
    finished_at timestamptz,

    constraint previews_pkey primary key (email_id),
    constraint previews_email_id_fkey foreign key (email_id) references notify.emails (id),
    constraint previews_finished_at_check
    check ((finished_at is not null) = (num_nonnulls(html, error) = 1)),
    constraint previews_html_check
    check (num_nonnulls(subject, text, html) in (0, 3))
);
comment on table notify.previews is
'Letters that somebody of the staff looks at: the worker writes them with the templates of today.';
comment on column notify.previews.data is
'What the template needs, its links cut: they act for their reader.';

alter table notify.previews enable row level security;
