create or replace function webhooks.lock_unknown(subjects text[], is_shared boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_key bigint;
begin
    -- Sorted, so that two transactions with several subjects cannot wait for each other.
    for v_key in
        select distinct hashtextextended(u.subject, 0) as key
        from unnest(lock_unknown.subjects) as u (subject)
        order by key
    loop
        if lock_unknown.is_shared then
            perform pg_advisory_xact_lock_shared(v_key);
        else
            perform pg_advisory_xact_lock(v_key);
        end if;
    end loop;
end
$$;

comment on function webhooks.lock_unknown(text[], boolean) is
'Keeps apart who parks an event because something is unknown (exclusive) and who makes it known
(shared), until the transaction ends: one of them sees what the other did.';
