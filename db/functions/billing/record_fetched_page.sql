create or replace function billing.record_fetched_page(
    command billing.stripe_commands, answer jsonb
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_object jsonb := (command).progress -> 'object';
    v_asked_at timestamptz := billing.asked_at(command);
begin
    perform billing.assert_fields(answer, 'object');
    if v_object is null then
        v_object = answer;
    else
        v_object = v_object || jsonb_build_object(
            'lines',
            answer || jsonb_build_object(
                'data', (v_object -> 'lines' -> 'data') || (answer -> 'data')
            )
        );
    end if;
    if v_object ->> 'id' is distinct from (command).params ->> 'object_id' then
        raise sqlstate 'ST003' using message = 'The answer is not the object that was asked for';
    end if;

    if v_object -> 'lines' -> 'has_more' = 'true' then
        perform billing.assert_fields(v_object -> 'lines' -> 'data' -> -1, 'id');
        update billing.stripe_commands as c
        set
            status = 'queued',
            request = null,
            progress = jsonb_build_object(
                'object', v_object,
                'asked_at', coalesce(
                    (command).progress -> 'asked_at', to_jsonb((command).first_attempt_at)
                )
            ),
            next_attempt_at = util.wall_clock(),
            leased_by = null,
            leased_until = null
        where c.id = (command).id;
        return 'queued';
    end if;

    perform billing.record_refetched_object(
        v_object, (command).id || ':' || (command).attempts, v_asked_at
    );
    return 'succeeded';
end
$$;

comment on function billing.record_fetched_page(billing.stripe_commands, jsonb) is
'Takes what Stripe answered when it was asked for an object: queues the question for the next page,
or enters what is now whole as the newest snapshot of the moment at which it was first asked for.
Returns the new status; succeeded is for the caller to write.';
