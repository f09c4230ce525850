create or replace function billing.schedule_migration(
    item billing.migration_items, from_version_id uuid, to_version_id uuid
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_candidate record;
    v_change_id uuid;
begin
    -- As it is now: it may have become another since it was queued.
    perform billing.lock_organization((item).organization_id);
    select c.* into v_candidate
    from billing.migration_candidates(
        schedule_migration.from_version_id,
        schedule_migration.to_version_id,
        (item).organization_id
    ) as c
    where c.subscription_id = (item).subscription_id;
    if not found then
        v_candidate.refusal = 'plan_changed';
    end if;

    if v_candidate.refusal is null and v_candidate.source = 'stripe' then
        select (billing.schedule_change(s, v_candidate.price_id)).id into v_change_id
        from billing.subscriptions as s
        where s.organization_id = (item).organization_id and s.id = (item).subscription_id;
    elsif v_candidate.refusal is null then
        update billing.contracts as c
        set
            next_state = coalesce(c.next_state, '{}')
            || jsonb_build_object('items', v_candidate.items)
        where
            c.organization_id = (item).organization_id
            and c.subscription_id = (item).subscription_id;
    end if;

    update billing.migration_items as i
    set
        status = case when v_candidate.refusal is null then 'scheduled' else 'refused' end,
        refusal = v_candidate.refusal,
        change_id = v_change_id,
        handled_at = util.now(i.organization_id)
    where
        i.organization_id = (item).organization_id
        and i.migration_id = (item).migration_id
        and i.subscription_id = (item).subscription_id;
end
$$;

comment on function billing.schedule_migration(billing.migration_items, uuid, uuid) is
'Has one subscription become the other version when its period ends, without proration: at Stripe as
a pending change, which its customer sees, of a sales-led one by its contract. Or notes why not. Its
caller has locked the item.';
