create function analytics.summary(
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns jsonb
language sql
stable
begin atomic
    with months as materialized (
        select m.*
        from analytics.mrr_movements(
            as_of => summary.as_of, known_at => summary.known_at, currency => summary.currency
        ) as m
    ),

    breakdown as materialized (
        select b.*
        from analytics.mrr_breakdown(summary.as_of, summary.known_at, summary.currency) as b
    )

    select
        jsonb_build_object(
            'as_of', summary.as_of,
            'known_at', summary.known_at,
            'currency', coalesce(summary.currency, util.setting('default_currency')),
            'mrr', coalesce(l.mrr_end, 0),
            'arr', coalesce(l.arr, 0),
            'list_mrr', t.list_mrr,
            'customers', coalesce(l.customers_end, 0),
            'arpa', l.arpa,
            'trial_mrr', t.trial_mrr,
            'scheduled_churn_mrr', t.scheduled_churn_mrr,
            'this_month', to_jsonb(l),
            'last_month', (
                select to_jsonb(m) from months as m
                where not m.is_partial and m.month < l.month
                order by m.month desc
                limit 1
            ),
            'movements', (
                select coalesce(jsonb_agg(to_jsonb(m) order by m.month), '[]') from months as m
                where
                    m.month > (date_trunc('month', summary.as_of::timestamp) - interval '13 months')
            ),
            'breakdown', (
                select coalesce(jsonb_agg(to_jsonb(b)), '[]') from breakdown as b
            ),
            'trials', (
                select coalesce(jsonb_agg(to_jsonb(c) order by c.month), '[]')
                from analytics.trial_conversion(summary.as_of, summary.known_at) as c
                where
                    c.month > (date_trunc('month', summary.as_of::timestamp) - interval '13 months')
            ),
            'unit_economics', (
                select to_jsonb(u)
                from
                    analytics.unit_economics(summary.as_of, summary.known_at, summary.currency) as u
                order by u.month desc
                limit 1
            ),
            'forecast', (
                select coalesce(jsonb_agg(to_jsonb(f) order by f.horizon), '[]')
                from analytics.forecast_bands(
                    12, summary.as_of, summary.known_at, summary.currency
                ) as f
            )
        )
    from (
        select
            coalesce(sum(b.list_mrr), 0) as list_mrr,
            coalesce(sum(b.trial_mrr), 0) as trial_mrr,
            coalesce(sum(b.scheduled_churn_mrr), 0) as scheduled_churn_mrr
        from breakdown as b
        where b.dimension = 'tier'
    ) as t
    left join lateral (
        select m.*
        from months as m
        order by m.month desc
        limit 1
    ) as l on true;
end;

comment on function analytics.summary(date, timestamptz, text) is
$$All that a dashboard shows, in one answer

One JSON object: as_of, known_at, currency; mrr, arr, list_mrr, customers, arpa, trial_mrr and
scheduled_churn_mrr at the close of as_of; this_month and last_month (the last complete one) as
rows of mrr_movements; movements of the last 13 months; breakdown as mrr_breakdown; trials of the
last 13 months as trial_conversion; unit_economics of the last complete month; forecast of 12
months, empty where there is too little history. Money is MRR in cents. All from one state of the
database.

Example: {"mrr": 39800, "arr": 477600, "customers": 2, "arpa": 19900, "last_month": {"month":
"2026-05-01", "new_mrr": 19900, …}, "breakdown": […], "forecast": […], …}.$$;

grant execute on function analytics.summary(date, timestamptz, text)
to platform_admin, analyst;
