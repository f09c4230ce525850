create or replace function billing.fetch_missed_events()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_oldest timestamptz := util.now() - interval '30 days';
    v_heard_until timestamptz;
    v_count bigint;
begin
    select max(r.asked_at) into v_heard_until
    from billing.reconciliations as r
    where r.object_kind = 'event' and r.finished_at is not null;

    -- Two hours more than needed: an event may be listed a while after the second that it names.
    v_count = billing.ask_for_list(
        'event', greatest(v_oldest, v_heard_until - interval '2 hours')
    );
    -- Older events are listed no more: only what became of them is.
    if v_heard_until < v_oldest then
        v_count = v_count + billing.compare_with_stripe();
    end if;
    return v_count;
end
$$;

comment on function billing.fetch_missed_events() is
'Asks Stripe for all events since it was last asked with success, as far back as it lists them, for
some may not have reached us. Returns how many lists are asked for.';
