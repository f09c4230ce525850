-- A book of many customers over 36 months that end today, made by sets; about ten changes each.
--
-- Every customer begins somewhere in those months, and changes every ten to hundred days: its price
-- mostly; now and then it is past due, pauses and comes back, or leaves for good.

create schema bench;

create function bench.make_book(customers integer, seed double precision)
returns void
language plpgsql
as $$
begin
    perform setseed(make_book.seed);

    create temporary table steps on commit drop as
    with customers as (
        select
            gen_random_uuid() as organization_id,
            gen_random_uuid() as subscription_id,
            date_trunc('day', util.now()) - random() * interval '1090 days' as started_at
        from generate_series(1, make_book.customers)
    ),

    rolls as (
        select
            c.*,
            n.step,
            10 + floor(random() * 85)::integer as days,
            random() as fate,
            (array[58800, 70800, 166800, 214900, 238800, 478800])[1 + floor(random() * 6)::integer]
            * (1 + floor(random() * 3)::integer) as arr_cents
        from customers as c
        cross join generate_series(0, 30) as n (step)
    ),

    dated as (
        select
            r.*,
            r.started_at + (sum(r.days) over so_far - r.days) * interval '1 day' as valid_from,
            r.started_at + sum(r.days) over so_far * interval '1 day' as valid_until,
            r.fate < 0.02 and r.step > 0 as is_end,
            coalesce(
                bool_or(r.fate < 0.02 and r.step > 0) over (
                    so_far rows between unbounded preceding and 1 preceding
                ),
                false
            ) as is_over
        from rolls as r
        window so_far as (partition by r.organization_id order by r.step)
    )

    select
        d.organization_id,
        d.subscription_id,
        d.started_at,
        d.valid_from,
        case when not d.is_end and d.valid_until < util.now() then d.valid_until end as valid_until,
        case
            when d.is_end then 'canceled'
            when d.step = 0 then 'active'
            when d.fate < 0.06 then 'paused'
            when d.fate < 0.10 then 'past_due'
            else 'active'
        end as status,
        d.arr_cents
    from dated as d
    where d.valid_from < util.now() and not d.is_over;

    insert into identity.organizations (id, name, created_at)
    select distinct
        s.organization_id,
        'A customer',
        s.started_at
    from steps as s;

    insert into billing.subscriptions (
        organization_id, id, source, status, access, cycle, currency, started_at, ended_at,
        list_arr_cents, net_arr_cents, created_at
    )
    select distinct on (s.organization_id)
        s.organization_id,
        s.subscription_id,
        'import',
        s.status,
        'full',
        'monthly',
        'usd',
        s.started_at,
        case when s.status = 'canceled' then s.valid_from end,
        s.arr_cents,
        s.arr_cents,
        s.started_at
    from steps as s
    order by s.organization_id, s.valid_from desc;

    -- In the order of the keys, so that their indexes grow in one place at a time.
    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access,
        plan_version_id, cycle, currency, list_arr_cents, net_arr_cents, caused_by
    )
    select
        s.organization_id,
        s.subscription_id,
        tstzrange(s.valid_from, s.valid_until),
        tstzrange(s.valid_from, null),
        s.status,
        'full',
        p.id,
        'monthly',
        'usd',
        s.arr_cents,
        s.arr_cents,
        'bench'
    from steps as s
    cross join (
        select v.id
        from catalog.plan_versions as v
        order by v.plan_code, v.version
        limit 1
    ) as p
    order by s.organization_id, s.valid_from;
end
$$;

-- What is paid for, day by day; DuckDB has the same rows.
create view bench.paid as
select
    v.organization_id,
    (lower(v.valid_during) at time zone 'UTC')::date as begins_on,
    (upper(v.valid_during) at time zone 'UTC')::date as ends_on,
    v.net_arr_cents as arr
from billing.subscription_versions as v
where v.status in ('active', 'past_due') and upper_inf(v.known_during);
