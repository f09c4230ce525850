create or replace function billing.subscription_changed(
    old billing.subscriptions, new billing.subscriptions
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_trial_id uuid;
begin
    -- A subscription at Stripe takes the place of the organization's own trial.
    if (new).source = 'stripe' then
        select s.id into v_trial_id
        from billing.subscriptions as s
        cross join lateral billing.converted_trial(s.organization_id) as c
        where
            s.organization_id = (new).organization_id
            and s.source = 'trial'
            and c.converted_at is not null
            and not exists (
                select
                from billing.subscription_versions as v
                where
                    v.organization_id = s.organization_id
                    and v.subscription_id = s.id
                    and upper_inf(v.known_during)
                    and lower(v.valid_during) = greatest(c.converted_at, s.started_at)
                    and v.caused_by = c.caused_by
            );
        if found then
            perform billing.write_subscription((new).organization_id, v_trial_id);
        end if;
    end if;

    if ((old).status, (old).access, (old).stripe_status, (old).started_at)
        is distinct from ((new).status, (new).access, (new).stripe_status, (new).started_at)
    then
        perform billing.elect_primary((new).organization_id);
    end if;
end
$$;

comment on function billing.subscription_changed(billing.subscriptions, billing.subscriptions) is
'What follows from a subscription having become another, old row to new row. Every effect hangs
here, on the transition, with a key of its own: events may repeat and come late, the transition
happens once.';
