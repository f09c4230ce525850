create function admin.check_invariants()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_subjects text[];
begin
    select coalesce(array_agg(f.subject), '{}')
    into v_subjects
    from (
        select
            b.subject,
            webhooks.raise_alarm('invariant', b.subject, b.details)
        from (
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
        ) as b
    ) as f;

    -- What is no more is nothing to look at.
    perform webhooks.resolve_alarm(a.kind, a.subject)
    from webhooks.alarms as a
    where a.kind = 'invariant' and a.resolved_at is null and a.subject <> all(v_subjects);
    return cardinality(v_subjects)::bigint;
end
$$;

comment on function admin.check_invariants() is
$$Look for what must never be

A job: raises an alarm of kind invariant for each organization and invariant that is broken, and
resolves those that hold again.$$;
