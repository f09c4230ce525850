-- An event sweep: what begins is added, what ends is taken away, and a running sum has every day's
-- state. Looking up each day of each customer would cost customers x days.
create function analytics.mrr_changes(
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null,
    organization_ids uuid[] default null
)
returns table (
    organization_id uuid,
    day date,
    kind text,
    delta_arr bigint,
    arr_before bigint,
    arr_after bigint,
    days_away integer,
    first_paid_on date,
    first_arr bigint
)
language sql
stable
begin atomic
    with paid as (
        select
            v.organization_id,
            (lower(v.valid_during) at time zone 'UTC')::date as begins_on,
            (upper(v.valid_during) at time zone 'UTC')::date as ends_on,
            v.net_arr_cents
        from billing.subscription_versions as v
        where
            -- Selected, so that defaults are asked for once and not for every row. "Is true", so
            -- that the index over both ranges is not taken for few rows: most is known now.
            (v.known_during @> (select mrr_changes.known_at)) is true
            and v.status in ('active', 'past_due')
            and v.currency
            = (select coalesce(mrr_changes.currency, util.setting('default_currency')))
            and v.net_arr_cents > 0
            and v.organization_id <> all(
                array(
                    select o.id from identity.organizations as o
                    where o.is_sandbox
                )
            )
            and (
                mrr_changes.organization_ids is null
                or v.organization_id = any(mrr_changes.organization_ids)
            )
    ),

    edges as (
        select
            p.organization_id,
            p.begins_on as day,
            p.net_arr_cents as delta_arr
        from paid as p
        union all
        select
            p.organization_id,
            p.ends_on,
            -p.net_arr_cents
        from paid as p
    ),

    days as (
        select
            e.organization_id,
            e.day,
            sum(e.delta_arr)::bigint as delta_arr
        from edges as e
        -- What has no end has none here either: null is not before as_of.
        where e.day <= (select mrr_changes.as_of)
        group by e.organization_id, e.day
        having sum(e.delta_arr) <> 0
    ),

    running as (
        select
            d.organization_id,
            d.day,
            d.delta_arr,
            (sum(d.delta_arr) over so_far)::bigint as arr_after,
            d.day - lag(d.day) over so_far as days_away,
            first_value(d.day) over so_far as first_paid_on,
            first_value(d.delta_arr) over so_far as first_arr
        from days as d
        window so_far as (
            partition by d.organization_id order by d.day rows unbounded preceding
        )
    )

    select
        r.organization_id,
        r.day,
        case
            when r.day = r.first_paid_on then 'new'
            when r.arr_after = r.delta_arr then 'reactivation'
            when r.arr_after = 0 then 'churn'
            when r.delta_arr > 0 then 'expansion'
            else 'contraction'
        end as kind,
        r.delta_arr,
        r.arr_after - r.delta_arr as arr_before,
        r.arr_after,
        case
            when r.arr_after = r.delta_arr and r.day > r.first_paid_on then r.days_away
        end as days_away,
        r.first_paid_on,
        r.first_arr
    from running as r;
end;

comment on function analytics.mrr_changes(date, timestamptz, text, uuid[]) is
$$Every day on which a customer's recurring revenue changed, up to as_of

The ledger that all series stand on: one row for each customer and day, all subscriptions of the
customer added up and all changes of the day netted; a day's value is that of its last instant
(UTC), and a day that ends as it began has no row. Only what is active or past due counts (past
due until dunning ends), plan and add-ons after repeating and permanent discounts, without trials,
taxes, metered usage and anything paid once. Sandbox organizations are left out.

kind: new (nothing before, ever), reactivation (nothing now, but paid before; days_away is for how
long), churn (nothing left), expansion, contraction. arr_… are annualised cents, twelve times MRR;
first_paid_on is the customer's first day with revenue ever, first_arr what it paid then.
organization_ids asks for these customers alone.

Example: a customer pays 49.00 a month from 5 January, has nothing from 10 to 19 March, then pays
again. Rows: 5 January new +58800, 10 March churn -58800, 20 March reactivation +58800 after 10
days away.$$;

grant execute on function analytics.mrr_changes(date, timestamptz, text, uuid[])
to platform_admin, analyst;
