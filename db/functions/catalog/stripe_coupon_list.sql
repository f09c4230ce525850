create or replace function catalog.stripe_coupon_list()
returns table (
    code text,
    name text,
    percent_off numeric,
    amount_off bigint,
    currency text,
    duration text,
    duration_in_months integer,
    stripe_coupon_id text
)
language sql
stable
set search_path = ''
as $$
    select
        c.code,
        c.name,
        c.percent_off,
        c.amount_off_cents,
        c.currency,
        c.duration,
        c.duration_months,
        c.stripe_coupon_id
    from catalog.coupons as c
    where c.withdrawn_at is null
    order by c.code
$$;

comment on function catalog.stripe_coupon_list() is
'Every coupon as Stripe should know it. How often it is redeemed, until when and for which plan is
our rule, and not told.';
