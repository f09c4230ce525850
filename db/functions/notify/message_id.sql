create or replace function notify.message_id(email_id uuid)
returns text
language sql
stable
begin atomic
    select format(
        '<%s@%s>',
        message_id.email_id,
        substring(util.setting('web_url') from '^[a-z]+://([^/:]+)')
    );
end;

comment on function notify.message_id(uuid) is
'The Message-ID of a mail: the same at every attempt, so that a mail sent twice is seen as one.';
