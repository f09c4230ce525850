create function sidecar.receive_stripe_event(payload text)
returns json
language plpgsql
security definer -- the sidecar may call this and nothing beneath it
set search_path = ''
as $$
declare
    v_event jsonb := webhooks.parse_stripe_event(payload);
    v_reason text := webhooks.refusal_reason(v_event);
    v_outcome text;
begin
    if v_reason is not null then
        return json_build_object('status', 400, 'outcome', 'refused', 'reason', v_reason);
    end if;

    v_outcome = webhooks.store_stripe_event(v_event, payload);
    if v_outcome = 'other_body' then
        return json_build_object('status', 400, 'outcome', 'refused', 'reason', v_outcome);
    end if;
    if v_outcome = 'stored' then
        v_outcome = billing.try_stripe_event(v_event);
    end if;

    return json_build_object(
        'status', 200,
        'outcome', case v_outcome when 'failed' then 'pending' else v_outcome end
    );
end
$$;

comment on function sidecar.receive_stripe_event(text) is
'Stores a signed event and applies it, in the caller''s one transaction. Answers {"status": 200 or
400, "outcome": applied, pending, parked, duplicate, ignored or refused, "reason"}: 200 once it is
stored, whatever became of it.';

grant execute on function sidecar.receive_stripe_event(text) to sidecar;
