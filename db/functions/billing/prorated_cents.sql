create or replace function billing.prorated_cents(
    amount_cents bigint, period_start timestamptz, period_end timestamptz, at timestamptz
)
returns bigint
language sql
immutable
set search_path = ''
as $$
    select case
        when p.seconds <= 0 then 0
        else round(
            prorated_cents.amount_cents::numeric * least(greatest(p.seconds_left, 0), p.seconds)
            / p.seconds
        )
    end::bigint
    from (
        select
            billing.epoch(prorated_cents.period_end)
            - billing.epoch(prorated_cents.period_start) as seconds,
            billing.epoch(prorated_cents.period_end)
            - billing.epoch(prorated_cents.at) as seconds_left
    ) as p
$$;

comment on function billing.prorated_cents(bigint, timestamptz, timestamptz, timestamptz) is
'The part of a period''s price that belongs to what is left of it: by the second, half up.';
