create or replace function billing.cancel_pending_change(organization_id uuid, id uuid default null)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_count bigint;
begin
    perform billing.lock_organization(organization_id);

    if exists (
        select from billing.pending_changes as p
        where
            p.organization_id = cancel_pending_change.organization_id
            and p.id = coalesce(cancel_pending_change.id, p.id)
            and p.status = 'applying'
    ) then
        perform util.fail(
            409, 'change_under_way', 'A change of this subscription is under way',
            hint => 'It takes effect in a moment, and can be changed back then'
        );
    end if;

    update billing.pending_changes as p
    set status = 'canceled', finished_at = util.now(p.organization_id)
    where
        p.organization_id = cancel_pending_change.organization_id
        and p.id = coalesce(cancel_pending_change.id, p.id)
        and p.status = 'pending';
    get diagnostics v_count = row_count;

    if v_count = 0 then
        perform util.fail(404, 'pending_change_not_found', 'There is no such pending change');
    end if;
    perform webhooks.mark_state(organization_id);
    return v_count;
end
$$;

comment on function billing.cancel_pending_change(uuid, uuid) is
'Takes back what was to change at the end of the period: one change, or with null all of them.
Returns how many.';
