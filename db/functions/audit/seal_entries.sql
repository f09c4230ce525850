create or replace function audit.seal_entries()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_batch bigint := util.setting('audit_seal_batch')::bigint;
    v_last audit.seals;
    v_seal audit.seals;
    v_highest bigint;
    v_sealed bigint := 0::bigint;
begin
    -- Ids are drawn before they are committed. While nobody can write, all that have been drawn are
    -- there or will never be. Writers are short; who writes for longer is waited for the next time.
    begin
        perform set_config('lock_timeout', '2s', true);
        lock table audit.entries in share row exclusive mode;
    exception
        when lock_not_available then
            return 0::bigint;
    end;

    select max(e.id) into v_highest
    from audit.entries as e;
    select s.* into v_last
    from audit.seals as s
    order by s.id desc
    limit 1;

    while v_highest > coalesce(v_last.last_id, 0) loop
        v_seal.id = coalesce(v_last.id, 0) + 1;
        v_seal.first_id = coalesce(v_last.last_id, 0) + 1;
        v_seal.previous_hash = coalesce(v_last.hash, '');
        v_seal.sealed_at = util.wall_clock();
        select
            max(b.id),
            array_agg(b.id order by b.id),
            array_agg(b.digest order by b.id)
        into v_seal.last_id, v_seal.entry_ids, v_seal.digests
        from (
            select
                e.id,
                audit.entry_digest(e) as digest
            from audit.entries as e
            where e.id >= v_seal.first_id
            order by e.id
            limit v_batch
        ) as b;
        v_seal.hash = audit.seal_hash(v_seal);
        insert into audit.seals
        select v_seal.*;
        v_sealed = v_sealed + cardinality(v_seal.entry_ids);
        v_last = v_seal;
    end loop;
    return v_sealed;
end
$$;

comment on function audit.seal_entries() is
'A job: seals what has been recorded since the last seal.';
