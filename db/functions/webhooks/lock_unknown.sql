create or replace function webhooks.lock_unknown(subjects text[], is_shared boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_slot integer;
begin
    -- Slots, for the server's memory for locks is small and thousands may become known at once.
    -- Sorted, so that two transactions with several subjects cannot wait for each other.
    for v_slot in
        select distinct hashtext(s.subject) & 255 as slot
        from unnest(lock_unknown.subjects) as s (subject)
        order by 1
    loop
        if lock_unknown.is_shared then
            perform pg_advisory_xact_lock_shared(hashtext('webhooks.lock_unknown'), v_slot);
        else
            perform pg_advisory_xact_lock(hashtext('webhooks.lock_unknown'), v_slot);
        end if;
    end loop;
end
$$;

comment on function webhooks.lock_unknown(text[], boolean) is
'Keeps apart who parks an event because something is unknown (exclusive) and who makes it known
(shared), until the transaction ends: one of them sees what the other did.';
