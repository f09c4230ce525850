-- What can be bought. Global, public, and immutable once published: a change is a new version.

create schema catalog;
comment on schema catalog is
'Layer 1: plans, their versions and prices, features, limits and add-ons.';

create table catalog.plans (
    code text not null,
    name text not null,
    description text not null,
    rank integer not null,
    is_public boolean not null default true,

    constraint plans_pkey primary key (code),
    constraint plans_rank_key unique (rank)
);
comment on table catalog.plans is 'The tiers. rank orders them, lowest first.';

create table catalog.plan_versions (
    id uuid not null default gen_random_uuid(),
    plan_code text not null,
    version integer not null,
    published_at timestamptz,

    constraint plan_versions_pkey primary key (id),
    constraint plan_versions_plan_code_version_key unique (plan_code, version),
    constraint plan_versions_plan_code_fkey
    foreign key (plan_code) references catalog.plans (code),
    constraint plan_versions_version_check check (version > 0)
);
comment on table catalog.plan_versions is
'What a plan was when somebody bought it. Subscriptions keep theirs; the newest is for sale.';
comment on column catalog.plan_versions.published_at is
'Null is a draft. From then on the version, its features and its prices never change.';

create table catalog.features (
    code text not null,
    name text not null,
    description text not null,
    kind text not null,
    unit text,
    position integer not null,

    constraint features_pkey primary key (code),
    constraint features_position_key unique (position),
    constraint features_kind_check check (kind in ('boolean', 'limit', 'metered')),
    constraint features_unit_check check ((kind = 'boolean') = (unit is null))
);
comment on table catalog.features is
'What a plan can grant: a feature (boolean), a limit, or something metered.';

create table catalog.plan_features (
    plan_version_id uuid not null,
    feature_code text not null,
    limit_value bigint,
    mode text not null default 'hard',

    constraint plan_features_pkey primary key (plan_version_id, feature_code),
    constraint plan_features_plan_version_id_fkey
    foreign key (plan_version_id) references catalog.plan_versions (id),
    constraint plan_features_feature_code_fkey
    foreign key (feature_code) references catalog.features (code),
    constraint plan_features_limit_value_check check (limit_value >= 0),
    constraint plan_features_mode_check check (mode in ('hard', 'soft', 'grace_then_block'))
);
create index plan_features_feature_code_idx on catalog.plan_features (feature_code);
comment on table catalog.plan_features is
'What a plan version grants. A row grants; limit_value null is unlimited (and null for a boolean).';

create table catalog.add_ons (
    code text not null,
    name text not null,
    description text not null,
    feature_code text not null,
    amount_per_unit bigint not null,

    constraint add_ons_pkey primary key (code),
    constraint add_ons_feature_code_fkey
    foreign key (feature_code) references catalog.features (code),
    constraint add_ons_amount_per_unit_check check (amount_per_unit > 0)
);
create index add_ons_feature_code_idx on catalog.add_ons (feature_code);
comment on table catalog.add_ons is 'What can be bought beside a plan, to raise one of its limits.';
comment on column catalog.add_ons.amount_per_unit is
'By how much one unit raises the limit, in the feature''s unit (a GB of storage is 10^9 bytes).';

create table catalog.prices (
    id uuid not null default gen_random_uuid(),
    lookup_key text not null,
    plan_version_id uuid,
    add_on_code text,
    cycle text not null,
    currency text not null,
    unit_amount_cents bigint not null,

    constraint prices_pkey primary key (id),
    constraint prices_lookup_key_key unique (lookup_key),
    constraint prices_plan_version_id_cycle_currency_key
    unique (plan_version_id, cycle, currency),
    constraint prices_plan_version_id_fkey
    foreign key (plan_version_id) references catalog.plan_versions (id),
    constraint prices_add_on_code_fkey foreign key (add_on_code) references catalog.add_ons (code),
    constraint prices_subject_check check ((plan_version_id is null) <> (add_on_code is null)),
    constraint prices_cycle_check check (cycle in ('monthly', 'annual')),
    constraint prices_currency_check check (currency ~ '^[a-z]{3}$'),
    constraint prices_unit_amount_cents_check check (unit_amount_cents >= 0)
);
create unique index prices_add_on_code_cycle_currency_idx
on catalog.prices (add_on_code, cycle, currency)
where add_on_code is not null;
comment on table catalog.prices is
'What one unit of a plan version or an add-on costs per cycle. lookup_key names it to Stripe.';

create table catalog.stripe_prices (
    stripe_price_id text not null,
    stripe_product_id text,
    price_id uuid not null,
    linked_at timestamptz not null default clock_timestamp(),

    constraint stripe_prices_pkey primary key (stripe_price_id),
    constraint stripe_prices_price_id_fkey foreign key (price_id) references catalog.prices (id)
);
create index stripe_prices_price_id_idx on catalog.stripe_prices (price_id);
comment on table catalog.stripe_prices is
'Stripe''s ids of our prices. Several may stand for one price; the newest linked is used to sell.';

alter table catalog.plans enable row level security;
alter table catalog.plan_versions enable row level security;
alter table catalog.features enable row level security;
alter table catalog.plan_features enable row level security;
alter table catalog.add_ons enable row level security;
alter table catalog.prices enable row level security;
alter table catalog.stripe_prices enable row level security;
