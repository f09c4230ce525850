create or replace function billing.remind_trials(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(for_organization_id);
    v_subscription billing.subscriptions;
    v_count bigint := 0::bigint;
begin
    for v_subscription in
        select s.*
        from billing.subscriptions as s
        where
            s.source = 'trial'
            and s.status = 'trialing'
            and s.trial_ends_at > v_now
            and s.trial_ends_at <= v_now + interval '168 hours'
            and util.is_on_clock(s.organization_id, for_organization_id)
        order by s.trial_ends_at
    loop
        v_count = v_count + billing.queue_trial_emails(v_subscription);
    end loop;
    return v_count;
end
$$;

comment on function billing.remind_trials(uuid) is
'A job: queues the letters 7, 3 and 1 days before a trial ends.';
