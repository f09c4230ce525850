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

    -- Without an account of our own any is right.
    return (
        select
            case s.key
                when 'stripe_livemode' then 'wrong_livemode'
                when 'stripe_account' then 'wrong_account'
            end
        from util.settings as s
        where
            (s.key = 'stripe_livemode' and s.value <> event -> 'livemode')
            or (
                s.key = 'stripe_account'
                and s.value not in ('null', coalesce(event -> 'account', 'null'))
            )
        order by s.key desc
        limit 1
    );
end
$$;

comment on function webhooks.refusal_reason(jsonb) is
'Why a body that is signed and is JSON is none of our events, or null when it is one.';
