create or replace function webhooks.refusal_reason(event jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_account text;
begin
    if jsonb_typeof(event) is distinct from 'object'
        or event ->> 'object' is distinct from 'event'
        or jsonb_typeof(event -> 'id') is distinct from 'string'
        or event ->> 'id' = ''
        or jsonb_typeof(event -> 'type') is distinct from 'string'
        or jsonb_typeof(event -> 'created') is distinct from 'number'
        -- Seconds until the year 3000: what is no time must not fail later.
        or event ->> 'created' !~ '^[0-9]{1,11}$'
        or jsonb_typeof(event -> 'livemode') is distinct from 'boolean'
        or jsonb_typeof(event -> 'data' -> 'object') is distinct from 'object'
    then
        return 'not_an_event';
    end if;

    if event ->> 'livemode' <> util.setting('stripe_livemode') then
        return 'wrong_livemode';
    end if;

    v_account = util.setting('stripe_account');
    if v_account is not null and event ->> 'account' is distinct from v_account then
        return 'wrong_account';
    end if;

    return null;
end
$$;

comment on function webhooks.refusal_reason(jsonb) is
'Why a body that is signed and is JSON is none of our events, or null when it is one.';
