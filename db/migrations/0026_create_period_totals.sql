-- Sums of the ledger, so that a figure of many customers is read and not computed anew.

create table analytics.period_totals (
    currency text not null,
    grain text not null,
    period_on date not null,
    change_n bigint not null,
    delta_arr bigint not null,
    new_arr bigint not null,
    reactivation_arr bigint not null,
    expansion_arr bigint not null,
    contraction_arr bigint not null,
    churn_arr bigint not null,
    new_n bigint not null,
    reactivation_n bigint not null,
    expansion_n bigint not null,
    contraction_n bigint not null,
    churn_n bigint not null,
    led_new_arr bigint not null,
    led_reactivation_arr bigint not null,
    led_expansion_arr bigint not null,
    led_contraction_arr bigint not null,
    led_churn_arr bigint not null,
    led_new_n bigint not null,
    led_reactivation_n bigint not null,
    led_expansion_n bigint not null,
    led_contraction_n bigint not null,
    led_churn_n bigint not null,
    kept_arr bigint not null,
    held_arr bigint not null,
    then_arr bigint not null,

    constraint period_totals_pkey primary key (currency, grain, period_on),
    constraint period_totals_grain_check check (grain in ('day', 'week', 'month'))
);
comment on table analytics.period_totals is
$$What sum_periods returned for all customers when it was last refreshed

One row for each currency, grain and period: what mrr_movements adds up. Written by
analytics.refresh_totals, read by total_periods together with what became known since.$$;
comment on column analytics.period_totals.kept_arr is
'By how much what those pay who paid a year ago differs from the same a period before.';
comment on column analytics.period_totals.held_arr is
'The same of the smaller of that and of what they paid then.';
comment on column analytics.period_totals.then_arr is
'The same of what they paid then.';

create table analytics.cohort_totals (
    currency text not null,
    cohort_on date not null,
    month_on date not null,
    change_n bigint not null,
    delta_arr bigint not null,
    delta_n bigint not null,
    new_n bigint not null,
    base_arr bigint not null,

    constraint cohort_totals_pkey primary key (currency, cohort_on, month_on)
);
comment on table analytics.cohort_totals is
$$What sum_cohorts returned for all customers when it was last refreshed

One row for each currency, cohort and month with a change: what cohort_retention adds up.$$;

create table analytics.departure_totals (
    currency text not null,
    month_on date not null,
    reason text not null,
    is_voluntary boolean not null,
    customer_n bigint not null,
    arr bigint not null,

    constraint departure_totals_pkey primary key (currency, month_on, reason, is_voluntary)
);
comment on table analytics.departure_totals is
$$What sum_departures returned for all customers when it was last refreshed

One row for each currency, month and reason: what churn and cancellation_reasons add up.$$;

create table analytics.refreshes (
    currency text not null,
    through_on date not null,
    known_at timestamptz not null,
    refreshed_at timestamptz not null,

    constraint refreshes_pkey primary key (currency)
);
comment on table analytics.refreshes is
$$When the totals were last refreshed

One row for each currency: up to which day (through_on) and as known when (known_at) they are. The
view freshness also says how much was learned since.$$;

create table analytics.refresh_candidates (
    is_only boolean not null default true,
    known_at timestamptz not null,
    transactions text[] not null,

    constraint refresh_candidates_pkey primary key (is_only),
    constraint refresh_candidates_is_only_check check (is_only)
);
comment on table analytics.refresh_candidates is
$$The instant as known at which the totals are to be refreshed next

Once the transactions that ran at it have ended, nothing can be added to what was known then.$$;

alter table analytics.period_totals enable row level security;
alter table analytics.cohort_totals enable row level security;
alter table analytics.departure_totals enable row level security;
alter table analytics.refreshes enable row level security;
alter table analytics.refresh_candidates enable row level security;

-- What became known, or is known no longer, since the totals were refreshed.
-- squawk-ignore require-concurrent-index-creation
create index subscription_versions_known_from_idx
on billing.subscription_versions (lower(known_during));
-- squawk-ignore require-concurrent-index-creation
create index subscription_versions_known_until_idx
on billing.subscription_versions (upper(known_during))
where not upper_inf(known_during);

-- What was paid for at any instant, without the table. What has no end ends after everything.
-- squawk-ignore require-concurrent-index-creation
create index subscription_versions_paid_idx
on billing.subscription_versions (
    coalesce(upper(valid_during), 'infinity'::timestamptz), lower(valid_during)
)
include (
    organization_id, valid_during, known_during, status, currency, net_arr_cents, list_arr_cents
)
where status in ('active', 'past_due');

-- Every figure leaves them out.
-- squawk-ignore require-concurrent-index-creation
create index organizations_sandbox_idx
on identity.organizations (id)
where is_sandbox;
