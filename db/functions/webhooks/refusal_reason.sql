create or replace function webhooks.refusal_reason(event jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    if jsonb_typeof(event) is distinct from 'object'
        or event ->> 'object' is distinct from 'event'
        or jsonb_typeof(event -> 'id') is distinct from 'string'
        or event ->> 'id' = ''
        or jsonb_typeof(event -> 'type') is distinct from 'string'
        or jsonb_typeof(event -> 'created') is distinct from 'number'
        -- Whole seconds, for some thousand years: what is no time must not fail later.
        or event ->> 'created' !~ '^[0-9]{1,11}$'
        or jsonb_typeof(event -> 'livemode') is distinct from 'boolean'
        or jsonb_typeof(event -> 'data' -> 'object') is distinct from 'object'
    then
        return 'not_an_event';
    end if;

    if (select s.value from util.settings as s where s.key = 'stripe_livemode')
        <> event -> 'livemode'
    then
        return 'wrong_livemode';
    end if;

    -- No account of our own set: any is right.
    if (select nullif(s.value, 'null') from util.settings as s where s.key = 'stripe_account')
        <> coalesce(event -> 'account', 'null')
    then
        return 'wrong_account';
    end if;

    return null;
end
$$;

comment on function webhooks.refusal_reason(jsonb) is
'Why a body that is signed and is JSON is none of our events, or null when it is one.';
