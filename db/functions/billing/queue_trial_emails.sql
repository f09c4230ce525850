create or replace function billing.queue_trial_emails(subscription billing.subscriptions)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now((subscription).organization_id);
    v_is_simulated boolean := not util.is_on_clock((subscription).organization_id, null);
    v_since timestamptz;
    v_days integer[];
    v_day integer;
    v_count bigint := 0::bigint;
begin
    -- The end was set later than a reminder of it would have been due: then that one is left out.
    select f.effective_at into v_since
    from billing.subscription_facts as f
    where
        f.organization_id = (subscription).organization_id
        and f.subscription_id = (subscription).id
        and f.details ? 'ends_at'
    order by f.effective_at desc, f.known_at desc, f.position desc
    limit 1;

    select array_agg(d.days order by d.days desc) into v_days
    from (values (7), (3), (1)) as d (days)
    where (subscription).trial_ends_at - make_interval(hours => 24 * d.days) between v_since and v_now;

    if not v_is_simulated then
        -- After a time away only what is news; when it is over, that it will end is none.
        v_days = case
            when (subscription).trial_ends_at > v_now then v_days[cardinality(v_days):]
        end;
    end if;
    foreach v_day in array coalesce(v_days, array[]::integer[]) loop
        v_count = v_count + billing.queue_trial_email(subscription, 'trial_ending', v_day);
        perform webhooks.emit_event(
            (subscription).organization_id,
            'subscription.trial_ending',
            billing.subscription_data(subscription) || jsonb_build_object('days_before', v_day),
            concat_ws(
                ':', 'subscription.trial_ending', v_day, (subscription).id,
                billing.epoch((subscription).trial_ends_at)
            )
        );
    end loop;

    if ((subscription).status, (subscription).hold) = ('suspended', 'trial_ended') then
        v_count = v_count + billing.queue_trial_email(subscription, 'trial_ended');
    end if;
    return v_count;
end
$$;

comment on function billing.queue_trial_emails(billing.subscriptions) is
'Queues what is due of the letters about a trial''s end: 7, 3 and 1 days before, which webhooks are
told, too, and that it has ended. If several reminders have fallen due since the last look, only the
newest; but a sandbox organization, whose clock may jump, gets each of them in order. Returns how
many are new.';
