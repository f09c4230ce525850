create or replace function usage.mark_expired_entitlements(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_organization_id uuid;
    v_count bigint := 0::bigint;
begin
    for v_organization_id in
        update usage.told_entitlements as t
        set changes_at = null
        where
            t.changes_at <= util.now(for_organization_id)
            and util.is_on_clock(t.organization_id, for_organization_id)
        returning t.organization_id
    loop
        perform webhooks.mark_state(v_organization_id);
        v_count = v_count + 1::bigint;
    end loop;
    return v_count;
end
$$;

comment on function usage.mark_expired_entitlements(uuid) is
'A job: has webhooks told where an override, or a trial, has expired by itself.';
