create or replace function usage.emit_entitlement_changes(organization_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.now(emit_entitlement_changes.organization_id);
    v_told jsonb;
    v_entitlements jsonb;
begin
    -- Two workers tell of one organization one after the other. Seen after the lock: the newest.
    select t.entitlements into v_told
    from usage.told_entitlements as t
    where t.organization_id = emit_entitlement_changes.organization_id
    for update;
    v_entitlements = usage.entitlement_data(emit_entitlement_changes.organization_id);

    perform webhooks.emit_event(
        emit_entitlement_changes.organization_id,
        'entitlement.changed',
        e.entitlement || jsonb_build_object('feature', e.feature_code),
        concat_ws(
            ':', 'entitlement.changed', e.feature_code, extract(epoch from util.wall_clock())
        )
    )
    from jsonb_each(v_entitlements) as e (feature_code, entitlement)
    where
        v_told is not null
        and e.entitlement is distinct from v_told -> e.feature_code
        -- How something is not granted concerns nobody.
        and (
            (e.entitlement -> 'is_granted')::boolean
            or coalesce((v_told #> array[e.feature_code, 'is_granted'])::boolean, false)
        );

    insert into usage.told_entitlements as t (organization_id, entitlements, changes_at, told_at)
    select
        emit_entitlement_changes.organization_id,
        v_entitlements,
        min(x.expires_at) filter (where x.expires_at > v_now),
        util.wall_clock()
    from jsonb_each(v_entitlements) as e (feature_code, entitlement)
    cross join lateral (
        select (e.entitlement ->> 'expires_at')::timestamptz as expires_at
    ) as x
    on conflict on constraint told_entitlements_pkey do update
        set
            entitlements = excluded.entitlements,
            changes_at = excluded.changes_at,
            told_at = excluded.told_at;
end
$$;

comment on function usage.emit_entitlement_changes(uuid) is
'Tells webhooks of each feature that is granted otherwise than was told last, whatever the reason:
plan, add-on, status, or an override that was given, taken back or has expired. The first time there
is nothing to compare with, so that nothing is told but remembered.';
