create function admin.check_invariants()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_found record;
    v_broken text[] := '{}'::text[];
    v_new bigint := 0::bigint;
begin
    for v_found in
        select
            v.name || coalesce(':' || v.organization_id, '') as subject,
            jsonb_build_object(
                'name', v.name,
                'organization_id', v.organization_id,
                'detail', min(v.detail),
                'times', count(*)
            ) as details
        from admin.current_violations as v
        group by v.name, v.organization_id
    loop
        v_broken = array_append(v_broken, v_found.subject);
        if not exists (
            select from webhooks.alarms as a
            where a.kind = 'invariant' and a.subject = v_found.subject and a.resolved_at is null
        ) then
            perform webhooks.raise_alarm('invariant', v_found.subject, v_found.details);
            v_new = v_new + 1;
        end if;
    end loop;

    -- What is no more is nothing to look at.
    perform webhooks.resolve_alarm(a.kind, a.subject)
    from webhooks.alarms as a
    where a.kind = 'invariant' and a.resolved_at is null and a.subject <> all(v_broken);
    return v_new;
end
$$;

comment on function admin.check_invariants() is
$$Look for what must never be

A job: raises an alarm of kind invariant for each organization and invariant that is broken, and
resolves those that hold again. Returns how many are newly broken.$$;
