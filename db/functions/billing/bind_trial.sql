create or replace function billing.bind_trial(user_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_folded_email text;
    v_first_organization_id uuid;
    v_bound_organization_id uuid;
    v_organization_id uuid;
    v_subscription_id uuid;
begin
    select billing.fold_email(u.email) into v_folded_email
    from identity.users as u
    where u.id = bind_trial.user_id and u.email_verified_at is not null;

    select t.organization_id into v_first_organization_id
    from billing.trials as t
    where t.user_id = bind_trial.user_id
    order by t.started_at asc, t.organization_id asc
    limit 1;

    -- Until it is verified an address binds nothing; and who founded nothing has no trial to bind.
    if v_folded_email is null or v_first_organization_id is null then
        return;
    end if;

    insert into billing.bound_trials (folded_email, organization_id, bound_at)
    values (v_folded_email, v_first_organization_id, util.now(v_first_organization_id))
    on conflict on constraint bound_trials_pkey do nothing;

    select b.organization_id into strict v_bound_organization_id
    from billing.bound_trials as b
    where b.folded_email = v_folded_email;

    for v_organization_id, v_subscription_id in
        select
            s.organization_id,
            s.id
        from billing.trials as t
        inner join billing.subscriptions as s on t.organization_id = s.organization_id
        where
            t.user_id = bind_trial.user_id
            and t.organization_id <> v_bound_organization_id
            and s.source = 'trial'
            and s.is_primary
            and s.status in ('trialing', 'incomplete')
        order by s.organization_id
    loop
        perform billing.record_fact(
            v_organization_id, v_subscription_id, 'hold_placed',
            jsonb_build_object('hold', 'trial_ended', 'reason', 'trial_used')
        );
    end loop;
end
$$;

comment on function billing.bind_trial(uuid) is
'Called when a person has verified the address: it has now used its trial. Of several trials of
one address the first bound stays, and the others end at once.';
