create or replace function billing.take_dunning_steps(organization_id uuid, case_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(take_dunning_steps.organization_id);
    v_case billing.dunning_cases;
    v_step billing.dunning_steps;
    v_last_email integer;
    v_last_retry integer;
    v_restriction text := 'none';
    v_reason text;
    v_count bigint := 0::bigint;
begin
    perform billing.lock_organization(take_dunning_steps.organization_id);
    select c.* into v_case
    from billing.dunning_cases as c
    where
        c.organization_id = take_dunning_steps.organization_id
        and c.id = take_dunning_steps.case_id
        and c.closed_at is null;

    -- After a time without jobs several are due: the newest letter says all, one retry is enough.
    select
        max(s.position) filter (where s.email_kind is not null),
        max(s.position) filter (where s.is_payment_retried)
    into v_last_email, v_last_retry
    from billing.dunning_steps as s
    where
        s.policy_code = v_case.policy_code
        and v_case.opened_at + make_interval(hours => 24 * s.after_days) <= v_now;

    for v_step in
        select s.*
        from billing.dunning_steps as s
        where
            s.policy_code = v_case.policy_code
            and v_case.opened_at + make_interval(hours => 24 * s.after_days) <= v_now
            and not exists (
                select from billing.dunning_actions as t
                where
                    t.organization_id = v_case.organization_id
                    and t.case_id = v_case.id
                    and t.position = s.position
            )
        order by s.position
    loop
        insert into billing.dunning_actions (
            organization_id, case_id, position, taken_at, is_email_skipped, command_id
        )
        values (
            v_case.organization_id,
            v_case.id,
            v_step.position,
            v_now,
            v_step.email_kind is not null and v_step.position < v_last_email,
            case
                when v_step.position = v_last_retry
                    then billing.retry_payment(v_case.organization_id, v_case.invoice_id)
            end
        );
        if v_step.position = v_last_email then
            perform billing.queue_dunning_email(v_case, v_step);
        end if;
        v_restriction = v_step.restriction;
        v_count = v_count + 1;
    end loop;

    v_reason = case v_restriction
        when 'read_only' then 'dunning_read_only'
        when 'suspend' then 'dunning'
    end;
    if v_reason is not null then
        perform billing.record_fact(
            v_case.organization_id, v_case.subscription_id, 'hold_placed',
            jsonb_build_object('hold', 'dunning', 'reason', v_reason, 'case_id', v_case.id)
        );
    end if;
    return v_count;
end
$$;

comment on function billing.take_dunning_steps(uuid, uuid) is
'Takes the steps of a case that are due, each once, in their order: letter, retry, restriction.
Returns how many.';
