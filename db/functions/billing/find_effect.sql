create or replace function billing.find_effect(command billing.stripe_commands, answer jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
    select e.object
    from jsonb_array_elements(
        case answer ->> 'object'
            when 'list' then answer -> 'data'
            else jsonb_build_array(answer)
        end
    ) as e (object)
    where
        case (command).kind
            when 'checkout_session.create'
                then e.object -> 'metadata' ->> 'checkout_session_id' = (command).id::text
            when 'checkout_session.expire'
                then e.object ->> 'status' <> 'open'
            -- These leave no mark, but nothing else of ours comes between.
            when 'subscription.cancel_now'
                then e.object ->> 'status' in ('canceled', 'incomplete_expired')
            when 'subscription.resume'
                then
                    e.object ->> 'status' <> 'paused'
                    and nullif(e.object -> 'pause_collection', 'null') is null
            when 'invoice.pay' then e.object ->> 'status' = 'paid'
            else e.object -> 'metadata' ->> 'command_id' = (command).id::text
        end
    limit 1
$$;

comment on function billing.find_effect(billing.stripe_commands, jsonb) is
'The object in which the answer to billing.stripe_look shows that the command was carried out; null
when it does not.';
