create or replace function webhooks.message_signature(
    secret bytea, message_id text, sent_at bigint, body text
)
returns text
language sql
immutable
begin atomic
    select 'v1,' || encode(
        ext.hmac(
            convert_to(
                concat_ws(
                    '.', message_signature.message_id, message_signature.sent_at,
                    message_signature.body
                ),
                'UTF8'
            ),
            message_signature.secret,
            'sha256'
        ),
        'base64'
    );
end;

comment on function webhooks.message_signature(bytea, text, bigint, text) is
'One signature of the header webhook-signature (Standard Webhooks): HMAC-SHA256 of id, unix time and
body, with points between.';
