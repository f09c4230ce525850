create or replace function billing.start_trial(organization_id uuid, user_id uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(start_trial.organization_id);
    v_ends_at timestamptz := v_now + make_interval(hours => 24 * util.setting('trial_days')::integer);
    v_folded_email text;
    v_is_verified boolean;
    v_is_used boolean;
    v_plan_version_id uuid;
    v_subscription_id uuid;
begin
    select
        billing.fold_email(u.email),
        u.email_verified_at is not null
    into strict v_folded_email, v_is_verified
    from identity.users as u
    where u.id = start_trial.user_id;

    select c.plan_version_id into strict v_plan_version_id
    from catalog.current_plan_versions() as c
    where c.plan_code = util.setting('trial_plan_code');

    -- Whoever has had a trial needs no verified address to be known by.
    v_is_used = exists (
        select from billing.trials as t
        where t.user_id = start_trial.user_id
    );
    if v_is_verified and not v_is_used then
        insert into billing.bound_trials (folded_email, organization_id, bound_at)
        values (v_folded_email, start_trial.organization_id, v_now)
        on conflict on constraint bound_trials_pkey do nothing;
        v_is_used = not found;
    end if;

    insert into billing.subscriptions (
        organization_id, source, is_primary, status, access, status_reason, hold,
        plan_version_id, started_at, trial_started_at, trial_ends_at, created_at
    )
    select
        start_trial.organization_id,
        'trial',
        true,
        case when v_is_used then 'suspended' else 'trialing' end,
        case when v_is_used then 'read_only' else 'full' end,
        case when v_is_used then 'trial_used' end,
        case when v_is_used then 'trial_ended' else 'none' end,
        v_plan_version_id,
        v_now,
        case when not v_is_used then v_now end,
        case when not v_is_used then v_ends_at end,
        v_now
    returning id into v_subscription_id;

    if v_is_used then
        perform billing.record_fact(
            start_trial.organization_id, v_subscription_id, 'hold_placed',
            jsonb_build_object('hold', 'trial_ended', 'reason', 'trial_used')
        );
        return v_subscription_id;
    end if;

    insert into billing.trials (organization_id, folded_email, user_id, started_at)
    values (start_trial.organization_id, v_folded_email, start_trial.user_id, v_now);

    perform billing.record_fact(
        start_trial.organization_id, v_subscription_id, 'trial_started',
        jsonb_build_object('plan_version_id', v_plan_version_id, 'ends_at', v_ends_at)
    );
    return v_subscription_id;
end
$$;

comment on function billing.start_trial(uuid, uuid) is
'Gives a new organization its trial, and returns the subscription. When the founder or
the founder''s verified address has had one already, the organization starts suspended instead.';
