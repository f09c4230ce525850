create or replace function webhooks.is_same_event(stored jsonb, received jsonb)
returns boolean
language sql
immutable
begin atomic
    select case
        -- The number of deliveries under way is not part of what happened.
        when
            coalesce(is_same_event.stored ->> 'api_version', '')
            = coalesce(is_same_event.received ->> 'api_version', '')
            then
                is_same_event.stored - 'pending_webhooks'
                = is_same_event.received - 'pending_webhooks'
        -- Another endpoint may render the same event in another version.
        else
            jsonb_build_array(
                is_same_event.stored -> 'type', is_same_event.stored -> 'created',
                is_same_event.stored -> 'livemode', is_same_event.stored -> 'account',
                is_same_event.stored -> 'data' -> 'object' -> 'id'
            ) = jsonb_build_array(
                is_same_event.received -> 'type', is_same_event.received -> 'created',
                is_same_event.received -> 'livemode', is_same_event.received -> 'account',
                is_same_event.received -> 'data' -> 'object' -> 'id'
            )
    end;
end;

comment on function webhooks.is_same_event(jsonb, jsonb) is
'Whether two bodies with one id tell the same: a repeated delivery, or a rendering in another
version.';
