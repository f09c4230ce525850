-- How the database reaches the sidecar: what signing keys are to tokens, this key is to /internal/.

create table jobs.sidecars (
    is_only boolean not null default true,
    url text not null,
    internal_key text not null,

    constraint sidecars_pkey primary key (is_only),
    constraint sidecars_is_only_check check (is_only),
    constraint sidecars_url_check check (url ~ '^https?://[^/]+$'),
    constraint sidecars_internal_key_check check (length(internal_key) >= 32)
);
comment on table jobs.sidecars is
'Where the sidecar is and the key of its internal endpoints: one row, set at every deploy. Only the
owner''s functions may read it.';

alter table jobs.sidecars enable row level security;
