create or replace function billing.find_primary(organization_id uuid)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
    return (
        select s.id
        from billing.subscriptions as s
        where
            s.organization_id = find_primary.organization_id
            and s.status <> 'canceled'
        order by
            case
                when
                    s.source <> 'trial'
                    and coalesce(s.stripe_status, s.status) <> 'incomplete'
                    then 1
                -- While a first payment is pending, the trial's clock and tier stay as they were.
                when s.source = 'trial' and s.status = 'trialing' then 2
                when s.source <> 'trial' then 3
                else 4
            end,
            -- Nobody loses what one subscription grants because another one is suspended.
            s.access = 'full' desc,
            s.started_at desc,
            s.stripe_subscription_id,
            s.id
        limit 1
    );
end
$$;

comment on function billing.find_primary(uuid) is
'The subscription whose status and plan an organization has: what has been bought, then a running
trial, then what waits for its first payment, then a trial that is over; of several one with full
access, the newest. The set of rows decides. Null when all have ended.';
