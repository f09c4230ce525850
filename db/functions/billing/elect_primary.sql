create or replace function billing.elect_primary(organization_id uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_primary_id uuid;
begin
    select s.id into v_primary_id
    from billing.subscriptions as s
    where
        s.organization_id = elect_primary.organization_id
        and s.status <> 'canceled'
    order by
        case
            when s.source <> 'trial' and s.stripe_status is distinct from 'incomplete' then 1
            -- While a first payment is pending, the trial's clock and tier stay what they were.
            when s.source = 'trial' and s.status = 'trialing' then 2
            when s.source <> 'trial' then 3
            else 4
        end,
        -- Nobody loses what one subscription grants because another one is suspended.
        s.access = 'full' desc,
        s.started_at desc,
        s.stripe_subscription_id,
        s.id
    limit 1;

    update billing.subscriptions as s
    set is_primary = false
    where
        s.organization_id = elect_primary.organization_id
        and s.is_primary
        and s.id is distinct from v_primary_id;

    update billing.subscriptions as s
    set is_primary = true
    where
        s.organization_id = elect_primary.organization_id
        and s.id = v_primary_id
        and not s.is_primary;

    return v_primary_id;
end
$$;

comment on function billing.elect_primary(uuid) is
'Chooses the subscription whose status and plan an organization has: what has been bought, then a
running trial, then what waits for its first payment, then a trial that is over; of several one with
full access, the newest. The set of rows decides. Returns its id, or null when all have ended.';
