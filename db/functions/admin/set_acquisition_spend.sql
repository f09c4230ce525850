create function admin.set_acquisition_spend(
    spent_on date,
    amount_cents bigint,
    channel text default 'all',
    currency text default null
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform analytics.set_acquisition_spend(
        set_acquisition_spend.spent_on,
        set_acquisition_spend.amount_cents,
        set_acquisition_spend.channel,
        set_acquisition_spend.currency
    );
    return json_build_object(
        'spent_on', set_acquisition_spend.spent_on,
        'amount_cents', set_acquisition_spend.amount_cents
    );
end
$$;

comment on function admin.set_acquisition_spend(date, bigint, text, text) is
$$Note what was spent to win customers

On a day, through a channel, in cents; said again, it replaces what was said before. A month's sum
on its first day is as good as its days. analytics.unit_economics divides by it.$$;

grant execute on function admin.set_acquisition_spend(date, bigint, text, text) to platform_admin;
