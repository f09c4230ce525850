create or replace function notify.data_without_secret(email notify.emails)
returns jsonb
language sql
immutable
begin atomic
    select case
        when (data_without_secret.email).token_hash is null then (data_without_secret.email).data
        else (data_without_secret.email).data || '{"url": null}'
    end;
end;

comment on function notify.data_without_secret(notify.emails) is
'The data of a mail without its link, if that holds a one-time token: what is kept afterwards.';
