create or replace function audit.seal_hash(seal audit.seals)
returns bytea
language sql
immutable
set search_path = ''
as $$
    select sha256(convert_to(
        jsonb_build_array(
            seal.id, seal.first_id, seal.last_id, seal.entry_ids, seal.digests,
            extract(epoch from seal.sealed_at), seal.previous_hash
        )::text,
        'UTF8'
    ))
$$;

comment on function audit.seal_hash(audit.seals) is
'The sha256 of a seal: of its digests, and of the hash of the seal before it.';
