create or replace function webhooks.signature_header(
    organization_id uuid, endpoint_id uuid, message_id text, sent_at timestamptz, body text
)
returns text
language sql
stable
begin atomic
    select
        string_agg(
            webhooks.message_signature(
                s.secret,
                signature_header.message_id,
                floor(extract(epoch from signature_header.sent_at))::bigint,
                signature_header.body
            ),
            ' ' order by s.created_at desc
        )
    from webhooks.endpoint_secrets as s
    where
        s.organization_id = signature_header.organization_id
        and s.endpoint_id = signature_header.endpoint_id
        and (s.expires_at is null or s.expires_at > signature_header.sent_at);
end;

comment on function webhooks.signature_header(uuid, uuid, text, timestamptz, text) is
'The header webhook-signature: a signature with each key that counts, the newest first.';
