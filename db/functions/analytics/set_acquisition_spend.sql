create function analytics.set_acquisition_spend(
    spent_on date, amount_cents bigint, channel text, currency text
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if set_acquisition_spend.spent_on is null then
        perform util.fail(
            400, 'invalid_argument', 'Say on which day it was spent',
            jsonb_build_object('argument', 'spent_on')
        );
    elsif coalesce(set_acquisition_spend.amount_cents < 0, true) then
        perform util.fail(
            400, 'invalid_argument', 'Spend is an amount of cents, not negative',
            jsonb_build_object('argument', 'amount_cents')
        );
    elsif coalesce(btrim(set_acquisition_spend.channel), '') = '' then
        perform util.fail(
            400, 'invalid_argument', 'Say through which channel it was spent',
            jsonb_build_object('argument', 'channel')
        );
    elsif set_acquisition_spend.currency !~ '^[a-z]{3}$' then
        perform util.fail(
            400, 'invalid_argument', 'A currency is three small letters',
            jsonb_build_object('argument', 'currency')
        );
    end if;

    insert into analytics.acquisition_spend as s (spent_on, channel, currency, amount_cents)
    values (
        set_acquisition_spend.spent_on,
        btrim(set_acquisition_spend.channel),
        coalesce(set_acquisition_spend.currency, util.setting('default_currency')),
        set_acquisition_spend.amount_cents
    )
    on conflict on constraint acquisition_spend_pkey do update
        set amount_cents = excluded.amount_cents;
end
$$;

comment on function analytics.set_acquisition_spend(date, bigint, text, text) is
$$Notes what was spent on a day through a channel

Said again, it replaces what was said before. currency null is the platform's.$$;
