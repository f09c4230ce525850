-- Schemas of layer 0, and the names of all layers above, so that grants have one home.

create schema util;
comment on schema util is
'Layer 0: clocks, settings, errors and small pure helpers. Knows nothing of the business.';

create table util.settings (
    key text not null,
    value jsonb not null,
    description text not null,

    constraint settings_pkey primary key (key),
    constraint settings_key_check check (key ~ '^[a-z][a-z0-9_]*$')
);
comment on table util.settings is
'Settings of the whole platform. Secrets never stand here.';

insert into util.settings (key, value, description)
values
('environment', '"development"', 'development or production; production refuses a platform clock'),
('web_url', '"http://localhost:8080"', 'Where the web app is served; links in mails begin with it'),
('default_currency', '"usd"', 'Currency of prices and of revenue series that name none'),
('stripe_api_version', '"2026-10-28.endive"', 'The pinned API version; another raises an alarm'),
('stripe_livemode', 'false', 'Events of the other mode are refused'),
('stripe_account', 'null', 'Account id that Connect events must carry, or null for any'),
('trial_days', '14', 'Length of a trial in days'),
('trial_plan_code', '"professional"', 'The plan whose entitlements a trial has'),
('password_hash_cost', '12', 'bcrypt''s cost for new passwords; each step doubles the time'),
('tries_per_address', '10', 'Wrong passwords for one address within 15 minutes, then 429'),
('tries_per_client', '100', 'Failed tries of one client''s IP address within 15 minutes, then 429');

create table util.clocks (
    organization_id uuid,
    ahead_by interval not null,
    set_at timestamptz not null default clock_timestamp(),

    -- One row for the platform (null), one for each sandbox organization.
    constraint clocks_organization_id_key unique nulls not distinct (organization_id),
    -- Hours and less: what a day or a month adds would depend on the session's time zone.
    constraint clocks_ahead_by_check check (
        ahead_by >= interval '0'
        and extract(day from ahead_by) = 0
        and extract(month from ahead_by) = 0
        and extract(year from ahead_by) = 0
    )
);
comment on table util.clocks is
'How far business time runs ahead of real time: for the platform (organization_id null) and for
sandbox organizations, whose offset counts from real time. Clocks tick, and never go back.';

create table util.error_codes (
    code text not null,
    http_status integer not null,
    description text not null,

    constraint error_codes_pkey primary key (code),
    constraint error_codes_code_check check (code ~ '^[a-z][a-z0-9_]*$'),
    constraint error_codes_http_status_check check (http_status between 400 and 599)
);
comment on table util.error_codes is
'Every code an API answer may carry. docs/errors.md is generated from here.';

alter table util.settings enable row level security;
alter table util.clocks enable row level security;
alter table util.error_codes enable row level security;
