create or replace function billing.expire_trials(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(for_organization_id);
    v_subscription record;
    v_count bigint := 0::bigint;
begin
    for v_subscription in
        select
            s.organization_id,
            s.id
        from billing.subscriptions as s
        where
            s.source = 'trial'
            and s.status = 'trialing'
            and s.trial_ends_at <= v_now
            and util.is_on_clock(s.organization_id, for_organization_id)
        order by s.trial_ends_at
    loop
        -- One that cannot be folded does not keep the others trialing.
        begin
            perform billing.write_subscription(v_subscription.organization_id, v_subscription.id);
            v_count = v_count + 1;
        exception
            when others then
                perform webhooks.raise_alarm(
                    'trial_not_ended', v_subscription.id::text,
                    jsonb_build_object(
                        'organization_id', v_subscription.organization_id, 'error', sqlerrm
                    )
                );
        end;
    end loop;
    return v_count;
end
$$;

comment on function billing.expire_trials(uuid) is
'A job: trials whose time is up become what the fold of their history has known all along. The
letter that says so follows from the change.';
