-- The bands: a path draws a month for each step, not from the months themselves but from a resample
-- of them made once for the path. So it varies by what the months were, and by how few they are.
create function analytics.project_mrr(
    start_mrr numeric,
    starts numeric[],
    losses numeric[],
    expansions numeric[],
    inflows numeric[],
    months integer,
    seed text
)
returns table (
    horizon integer, mrr numeric, lo80 numeric, hi80 numeric, lo95 numeric, hi95 numeric
)
language sql
immutable
begin atomic
    with recursive history as materialized (
        select
            h.position,
            cardinality(project_mrr.starts) - h.position < 6 as is_recent,
            h.start,
            h.loss,
            h.expansion,
            h.inflow,
            (1 + coalesce((h.expansion - h.loss) / nullif(h.start, 0), 0))::float8 as factor
        from unnest(
            project_mrr.starts, project_mrr.losses, project_mrr.expansions, project_mrr.inflows
        ) with ordinality as h (start, loss, expansion, inflow, position)
    ),

    pool as materialized (
        select
            count(*)::integer as size,
            array_agg(l.factor order by l.position) as factors,
            array_agg(l.inflow::float8 order by l.position) as inflows
        from (
            select h.*
            from history as h
            order by h.position desc
            limit 12
        ) as l
    ),

    model as materialized (
        select
            1 + coalesce(sum(h.expansion - h.loss) / nullif(sum(h.start), 0), 0) as growth,
            avg(h.inflow) as inflow
        from history as h
        where h.is_recent
    ),

    seeds as materialized (
        select
            p.path,
            sha512(convert_to(k.key || ':resample', 'UTF8')) as resampled,
            sha512(convert_to(k.key || ':draw', 'UTF8')) as drawn,
            case
                when project_mrr.months > 32
                    then sha512(convert_to(k.key || ':draw later', 'UTF8'))
            end as drawn_later
        from generate_series(1, 1000) as p (path)
        cross join lateral (select project_mrr.seed || ':' || p.path as key) as k
    ),

    draws as (
        select
            d.path,
            array_agg(
                analytics.draw_index(d.resampled, d.place, d.choices) order by d.step
            ) as months
        from (
            select
                s.path,
                s.resampled,
                m.step,
                n.size as choices,
                analytics.draw_index(
                    case when m.step < 32 then s.drawn else s.drawn_later end, m.step, n.size
                ) - 1 as place
            from seeds as s
            cross join pool as n
            cross join generate_series(0, project_mrr.months - 1) as m (step)
            -- Kept apart, draw_index becomes part of the query: its arguments are columns.
            limit all offset 0 -- noqa: AM09
        ) as d
        group by d.path
    ),

    paths as (
        select
            d.path,
            0 as horizon,
            project_mrr.start_mrr::float8 as mrr,
            d.months
        from draws as d
        union all
        select
            p.path,
            p.horizon + 1,
            p.mrr * n.factors[p.months[p.horizon + 1]] + n.inflows[p.months[p.horizon + 1]],
            p.months
        from paths as p
        cross join pool as n
        where p.horizon < project_mrr.months
    ),

    bands as (
        select
            p.horizon,
            percentile_cont(array[0.1, 0.9, 0.025, 0.975]) within group (order by p.mrr) as edges
        from paths as p
        where p.horizon > 0
        group by p.horizon
    )

    select
        b.horizon,
        project_mrr.start_mrr * power(m.growth, b.horizon::numeric) + m.inflow * (
            -- (g^h - 1) / (g - 1), also where g is 1 or near it.
            select sum(power(m.growth, k.step::numeric))
            from generate_series(0, b.horizon - 1) as k (step)
        ) as mrr,
        b.edges[1]::numeric as lo80,
        b.edges[2]::numeric as hi80,
        b.edges[3]::numeric as lo95,
        b.edges[4]::numeric as hi95
    from bands as b
    cross join model as m
    order by b.horizon;
end;

comment on function analytics.project_mrr(
    numeric, numeric[], numeric[], numeric[], numeric[], integer, text
) is
$$MRR of the months to come, from what the months before did

The arrays hold complete months, oldest first: MRR at the start, lost (churn and contraction),
grown (expansion), and come in (new and reactivation). Of the last six: loss rate l = sum of
losses / sum of starts, expansion rate e likewise, inflow i = mean; g = 1 + e - l. The point is
start_mrr x g^h + i x (g^h - 1) / (g - 1). The bands hold 80 and 95 % of 1,000 paths, each of
which lives through months drawn from a resample of the last twelve. Draws are hashes of seed:
they repeat.

Example: 1000 at the start, l 0.05, e 0.03, i 100: after one month 1080, after two 1158.4.$$;

grant execute on function analytics.project_mrr(
    numeric, numeric[], numeric[], numeric[], numeric[], integer, text
)
to platform_admin, analyst;
