create or replace function audit.check_seals()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_finding record;
    v_count bigint := 0::bigint;
begin
    for v_finding in
        select
            t.seal_id,
            t.finding,
            count(*) as entries,
            min(t.entry_id) as entry_id
        from audit.find_tampering() as t
        group by t.seal_id, t.finding
    loop
        v_count = v_count + 1;
        perform webhooks.raise_alarm(
            'audit_tampered', format('%s:%s', v_finding.finding, v_finding.seal_id),
            jsonb_build_object('entry_id', v_finding.entry_id, 'entries', v_finding.entries)
        );
    end loop;
    return v_count;
end
$$;

comment on function audit.check_seals() is
'A job: raises an alarm where the log is not as it was sealed.';
