create or replace function audit.entry_digest(entry audit.entries)
returns bytea
language sql
immutable
set search_path = ''
as $$
    -- Seconds, because a time is written otherwise in every zone.
    select sha256(convert_to(
        jsonb_build_array(
            entry.id, entry.organization_id, extract(epoch from entry.occurred_at),
            entry.actor_kind, entry.actor_id, entry.actor_name, entry.acting_staff_id,
            entry.api_key_id, entry.session_id, entry.request, entry.request_id, entry.action,
            entry.subject_kind, entry.subject_id, entry.reason, entry.before, entry.after
        )::text,
        'UTF8'
    ))
$$;

comment on function audit.entry_digest(audit.entries) is
'The sha256 of an entry: of all its columns, as they stand there.';
