create or replace function webhooks.message_body(event webhooks.events)
returns text
language sql
stable
begin atomic
    select json_build_object(
        'id', (message_body.event).id,
        'type', (message_body.event).type,
        'timestamp', to_char(
            (message_body.event).occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'
        ),
        'organization_id', (message_body.event).organization_id,
        'data', (message_body.event).data
    )::text;
end;

comment on function webhooks.message_body(webhooks.events) is
'What an endpoint gets: the same text at every attempt.';
