create or replace function billing.try_stripe_event(event jsonb)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_id text := event ->> 'id';
    v_code text;
    v_message text;
    v_detail text;
    v_context text;
    v_error jsonb;
    v_waiting_for text[];
begin
    begin
        -- Rather another try than a sender who waits.
        perform
            set_config('lock_timeout', '400ms', true),
            -- All of it asks by keys: no value is worth a plan of its own.
            set_config('plan_cache_mode', 'force_generic_plan', true);
        perform billing.record_snapshot(
            event -> 'data' -> 'object', 'event', v_id, billing.epoch_time(event -> 'created'),
            event ->> 'type'
        );
        return 'applied';
    exception
        when others then
            get stacked diagnostics
                v_code = returned_sqlstate,
                v_message = message_text,
                v_detail = pg_exception_detail,
                v_context = pg_exception_context;
    end;

    v_error = jsonb_build_object(
        'kind', case v_code
            when 'ST001' then 'unknown_organization'
            when 'ST002' then 'unknown_price'
            when 'ST003' then 'missing_field'
            else 'error'
        end,
        'code', v_code,
        'message', v_message,
        'detail', v_detail,
        'context', v_context
    );

    if v_code = 'ST003' then
        perform webhooks.park_stripe_event(v_id, v_error);
        return 'parked';
    end if;

    if v_code in ('ST001', 'ST002') then
        v_waiting_for = array(select jsonb_array_elements_text(v_detail::jsonb));
        -- Somebody may make it known at this moment: either they see this event, or this sees them.
        perform webhooks.lock_unknown(v_waiting_for, is_shared => false);
        if billing.is_known(v_waiting_for) then
            return webhooks.fail_stripe_event(v_id, v_error, is_transient => true);
        end if;
        perform webhooks.park_stripe_event(v_id, v_error, v_waiting_for);
        return 'parked';
    end if;

    return webhooks.fail_stripe_event(
        v_id, v_error,
        -- lock_not_available, deadlock_detected, serialization_failure
        is_transient => v_code in ('55P03', '40P01', '40001')
    );
end
$$;

comment on function billing.try_stripe_event(jsonb) is
'Applies a stored event, or says in the inbox why it could not be: nothing that goes wrong in
applying undoes the storing. Returns applied, pending, failed or parked.';
