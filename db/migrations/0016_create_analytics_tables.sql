-- What the figures need beside the history: what was spent on customers, forecasts as they were
-- made, and under which names imported customers were known.

insert into util.settings (key, value, description)
values
('gross_margin', '0.8', 'Share of revenue that is left after the cost of the service, for LTV'),
('analyst_sees_names', 'false', 'Whether analysts see organizations'' names, or their ids only');

create table billing.imported_customers (
    customer_id text not null,
    organization_id uuid not null,

    constraint imported_customers_pkey primary key (customer_id),
    constraint imported_customers_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint imported_customers_customer_id_check check (customer_id <> '')
);
create index imported_customers_organization_id_idx
on billing.imported_customers (organization_id);
comment on table billing.imported_customers is
'Which organization stands for a customer of the tool whose book was imported.';

create table analytics.acquisition_spend (
    spent_on date not null,
    channel text not null,
    currency text not null,
    amount_cents bigint not null,

    constraint acquisition_spend_pkey primary key (spent_on, channel, currency),
    constraint acquisition_spend_channel_check check (channel <> ''),
    constraint acquisition_spend_currency_check check (currency ~ '^[a-z]{3}$'),
    constraint acquisition_spend_amount_cents_check check (amount_cents >= 0)
);
comment on table analytics.acquisition_spend is
$$What was spent to win customers

Input of the staff, with admin.set_acquisition_spend: by day and channel, in cents. A month's sum
on its first day is as good: unit_economics adds up the days of a month.$$;

create table analytics.forecasts (
    currency text not null,
    origin_on date not null,
    horizon integer not null,
    month_on date not null,
    mrr numeric not null,
    lo80 numeric not null,
    hi80 numeric not null,
    lo95 numeric not null,
    hi95 numeric not null,
    is_low_confidence boolean not null,
    made_at timestamptz not null,

    constraint forecasts_pkey primary key (currency, origin_on, horizon),
    constraint forecasts_currency_check check (currency ~ '^[a-z]{3}$'),
    constraint forecasts_horizon_check check (horizon > 0)
);
comment on table analytics.forecasts is
$$Forecasts as they were made

One for each currency and complete month, never changed afterwards. origin_on is the first day of
the last complete month that it was made from, month_on that of the month it speaks of, horizon
how many months lie between. forecast_backtest compares them with what came. MRR in cents.$$;
comment on column analytics.forecasts.made_at is
'Long after origin_on for those computed afterwards, from what is known by then.';

alter table billing.imported_customers enable row level security;
alter table analytics.acquisition_spend enable row level security;
alter table analytics.forecasts enable row level security;
