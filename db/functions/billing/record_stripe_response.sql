create or replace function billing.record_stripe_response(
    command_id uuid, attempt integer, http_status integer, body text, error text
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_command billing.stripe_commands;
    v_answer jsonb;
    v_object jsonb;
    v_is_doubtful boolean;
    v_status text;
    v_message text;
begin
    select c.* into v_command
    from billing.stripe_commands as c
    where c.id = record_stripe_response.command_id
    for no key update;

    -- Another worker has taken over since: its answer counts, not this one.
    if v_command.id is null
        or v_command.status <> 'running'
        or v_command.attempts <> record_stripe_response.attempt
    then
        return 'stale';
    end if;

    if record_stripe_response.http_status between 200 and 299 then
        begin
            v_answer = record_stripe_response.body::jsonb;
            if v_command.kind = 'object.fetch' then
                v_object = '{}';
                v_status = billing.record_fetched_page(v_command, v_answer);
            elsif v_command.kind = 'objects.list' then
                v_object = '{}';
                v_status = billing.record_listed_page(v_command, v_answer);
            else
                v_object = case v_command.phase
                    when 'send' then v_answer
                    else billing.find_effect(v_command, v_answer)
                end;
                if v_object is not null then
                    perform billing.apply_stripe_response(v_command, v_object);
                end if;
            end if;
        exception
            -- Stripe has done it: the same request brings the same answer, to be applied then.
            when others then
                v_message = sqlerrm;
                perform webhooks.raise_alarm(
                    'answer_not_applied', v_command.id::text,
                    jsonb_build_object('kind', v_command.kind, 'message', v_message)
                );
                return billing.retry_stripe_command(
                    v_command, 'answer_not_applied', 'Stripe''s answer could not be applied',
                    v_message
                );
        end;
        if v_command.error ->> 'code' = 'answer_not_applied' then
            perform webhooks.resolve_alarm('answer_not_applied', v_command.id::text);
        end if;
        if v_status = 'queued' then
            return v_status;
        end if;
        if v_object is null then
            return billing.retry_undone_command(v_command, v_answer);
        end if;
        update billing.stripe_commands as c
        set
            status = 'succeeded',
            result_url = v_object ->> 'url',
            progress = null,
            error = null,
            leased_by = null,
            leased_until = null,
            finished_at = util.wall_clock()
        where c.id = v_command.id;
        perform billing.settle_command(v_command.id);

        -- Wake the worker for what waited for this.
        perform pg_notify('stripe_commands', '')
        from billing.stripe_commands as c
        where c.depends_on = v_command.id and c.finished_at is null;
        return 'succeeded';
    end if;

    -- What is canceled is not found any more; a cancellation that was repeated has been done.
    v_is_doubtful = v_command.phase = 'send' and (
        record_stripe_response.http_status = 500
        or (
            v_command.kind = 'subscription.cancel_now'
            and record_stripe_response.http_status = 404
        )
    );
    if v_command.kind = 'object.fetch' and record_stripe_response.http_status = 404 then
        perform billing.clear_lost_object(v_command.params ->> 'object_id');
    end if;
    if record_stripe_response.http_status between 400 and 499
        and record_stripe_response.http_status not in (409, 429)
        and not v_is_doubtful
    then
        return billing.refuse_stripe_command(
            v_command, record_stripe_response.http_status, record_stripe_response.body
        );
    end if;
    v_status = billing.retry_stripe_command(
        v_command,
        'stripe_unavailable',
        'Stripe could not be reached or did not answer; it is tried again',
        concat_ws(
            ' ', record_stripe_response.http_status,
            record_stripe_response.error, left(record_stripe_response.body, 2000)
        )
    );
    -- A 500 stays under its key, and would be repeated for a day, whatever was done before it.
    if v_is_doubtful then
        perform billing.withdraw_idempotency_key(v_command.id);
    end if;
    return v_status;
end
$$;

comment on function billing.record_stripe_response(uuid, integer, integer, text, text) is
'What came of sending a command: applied (2xx), tried again (409, 429, 5xx, no answer at all), or
failed for good (any other 4xx). After a 500 the next try looks whether it was done, and what was not
is sent under a new key. Returns the new status, or stale for an attempt that is not the latest.';
