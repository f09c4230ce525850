create or replace function billing.asked_at(command billing.stripe_commands)
returns timestamptz
language sql
stable
set search_path = ''
as $$
    select
        util.now((asked_at.command).organization_id) - (
            util.wall_clock()
            - coalesce(
                ((asked_at.command).progress ->> 'asked_at')::timestamptz,
                (asked_at.command).first_attempt_at
            )
        )
$$;

comment on function billing.asked_at(billing.stripe_commands) is
'When Stripe was asked what it now answers, in business time: an event since then tells newer
things, also when an old answer is replayed.';
