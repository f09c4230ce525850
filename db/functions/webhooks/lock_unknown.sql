create or replace function webhooks.lock_unknown(subjects text[], is_shared boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_subject text;
begin
    -- Sorted, so that two transactions with several subjects cannot wait for each other.
    foreach v_subject in array array(
        select s.subject
        from unnest(lock_unknown.subjects) as s (subject)
        order by s.subject collate "C"
    ) loop
        if lock_unknown.is_shared then
            perform pg_advisory_xact_lock_shared(hashtextextended(v_subject, 0));
        else
            perform pg_advisory_xact_lock(hashtextextended(v_subject, 0));
        end if;
    end loop;
end
$$;

comment on function webhooks.lock_unknown(text[], boolean) is
'Keeps apart who parks an event because something is unknown (exclusive) and who makes it known
(shared), until the transaction ends: one of them sees what the other did.';
