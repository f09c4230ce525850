-- From where on a figure of revenue is healthy, and from where on it is not: the staff's to decide.

create table analytics.health_thresholds (
    code text not null,
    is_loss boolean not null,
    good_from numeric not null,
    warn_from numeric not null,
    source text not null,

    constraint health_thresholds_pkey primary key (code),
    constraint health_thresholds_order_check
    check (case when is_loss then good_from <= warn_from else good_from >= warn_from end),
    constraint health_thresholds_source_check check (source <> '')
);
comment on table analytics.health_thresholds is
$$From where on indicators are good, and from where on they need attention

Read by health_indicators, changed with admin.set_health_threshold. Better than good_from, and the
figure itself, is good; as good as warn_from is worth a look; what is worse is bad.$$;
comment on column analytics.health_thresholds.is_loss is 'Less is better.';
comment on column analytics.health_thresholds.source is
'Where the rule comes from, or why the staff have chosen it.';

alter table analytics.health_thresholds enable row level security;

insert into analytics.health_thresholds (code, is_loss, good_from, warn_from, source) values
(
    'quick_ratio', false, 4, 2,
    'Four is what investors in young software businesses have asked for since 2015'
),
(
    'nrr', false, 1.1, 1,
    'At 100 % the customers there are replace what is lost; good businesses are above 110 %'
),
(
    'grr', false, 0.9, 0.8,
    'About 90 % is the median of private software businesses in yearly surveys'
),
(
    'gross_mrr_churn', true, 0.01, 0.02,
    'One percent a month is about 11 % a year, two percent about 22 %'
),
(
    'customer_churn', true, 0.03, 0.05,
    'Three percent a month is usual among small customers; at five half are gone in 14 months'
),
(
    'arpa_growth', false, 0.05, 0,
    'A customer who brings less than a year before eats what new ones bring'
),
(
    'trial_conversion', false, 0.25, 0.15,
    'Trials without a card convert to between 15 and 25 % in most published comparisons'
),
(
    'payment_failures', true, 0.05, 0.1,
    'Beyond one customer in twenty it is cards, not customers, that end subscriptions'
),
(
    'ltv_cac', false, 3, 1,
    'Three is the common rule; below one each customer is won at a loss'
),
(
    'payback_months', true, 12, 18,
    'A customer is paid for within a year where capital is not cheap'
);
