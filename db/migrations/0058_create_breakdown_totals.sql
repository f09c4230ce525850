-- What the revenue of a day consists of, so that it is read and not computed anew.

create table analytics.breakdown_totals (
    currency text not null,
    dimension text not null,
    value text not null,
    contract_n bigint not null,
    customer_n bigint not null,
    net_arr bigint not null,
    list_arr bigint not null,
    trial_arr bigint not null,

    constraint breakdown_totals_pkey primary key (currency, dimension, value)
);
comment on table analytics.breakdown_totals is
$$What sum_breakdown returned for all customers when it was last refreshed

One row for each currency and each value of a dimension, at the close of the day of that refresh.$$;

alter table analytics.breakdown_totals enable row level security;

-- Trials that run, or ran as was once believed: by when they ended, or were believed no longer.
-- squawk-ignore require-concurrent-index-creation
create index subscription_versions_trial_idx
on billing.subscription_versions (
    coalesce(least(upper(valid_during), upper(known_during)), 'infinity'::timestamptz)
)
where status = 'trialing';

-- What is known to end, among all that goes on.
-- squawk-ignore require-concurrent-index-creation
create index subscriptions_cancel_at_idx
on billing.subscriptions (cancel_at)
where cancel_at is not null;
