create or replace function audit.find_tampering()
returns table (seal_id bigint, entry_id bigint, finding text)
language sql
stable
set search_path = ''
as $$
    with chain as (
        select
            s.*,
            lag(s.id, 1, 0::bigint) over w as former_id,
            lag(s.last_id, 1, 0::bigint) over w as former_last_id,
            lag(s.hash, 1, ''::bytea) over w as former_hash,
            audit.seal_hash(s) as own_hash
        from audit.seals as s
        window w as (order by s.id)
    ),

    expected as (
        select
            s.id as seal_id,
            d.entry_id,
            d.digest
        from audit.seals as s
        cross join unnest(s.entry_ids, s.digests) as d (entry_id, digest)
    ),

    found as (
        select
            s.id as seal_id,
            e.id as entry_id,
            audit.entry_digest(e) as digest
        from audit.entries as e
        inner join audit.seals as s on e.id between s.first_id and s.last_id
    )

    select
        c.id,
        null::bigint,
        case
            when c.id <> c.former_id + 1 then 'seal_missing'
            else 'seal_altered'
        end
    from chain as c
    where
        c.own_hash <> c.hash
        or c.previous_hash <> c.former_hash
        or c.first_id <> c.former_last_id + 1
        or c.id <> c.former_id + 1
    union all
    select
        coalesce(x.seal_id, f.seal_id),
        coalesce(x.entry_id, f.entry_id),
        case
            when f.entry_id is null then 'entry_missing'
            when x.entry_id is null then 'entry_inserted'
            else 'entry_edited'
        end
    from expected as x
    full outer join found as f on x.entry_id = f.entry_id and x.seal_id = f.seal_id
    where x.digest is distinct from f.digest
    order by 1, 2 nulls first
$$;

comment on function audit.find_tampering() is
'What of the log is not as it was sealed: entries edited, missing or inserted, seals altered or
missing. Who rewrites the seals as well is found by comparing the last one with a copy kept
elsewhere.';
