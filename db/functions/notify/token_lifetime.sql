create or replace function notify.token_lifetime(token text, unit text)
returns integer
language sql
stable
begin atomic
    select (
        extract(epoch from t.expires_at - t.created_at)
        / case token_lifetime.unit when 'days' then 86400 when 'hours' then 3600 else 60 end
    )::integer
    from identity.one_time_tokens as t
    where t.token_hash = util.hash_token(token_lifetime.token);
end;

comment on function notify.token_lifetime(text, text) is
'For how many days, hours or minutes a one-time token was made.';
