-- The first catalogue. Versions are immutable: a change of price or feature is a new version.

insert into catalog.plans (code, name, description, rank)
values
('starter', 'Starter', 'One plant that wants to leave spreadsheets behind', 1),
('professional', 'Professional', 'Several plants, planned and checked in one place', 2),
('enterprise', 'Enterprise', 'Without limits, inside your own systems and rules', 3);

insert into catalog.plan_versions (plan_code, version, published_at)
values
('starter', 1, '2024-01-01 00:00+00'),
('professional', 1, '2024-01-01 00:00+00'),
('enterprise', 1, '2024-01-01 00:00+00');

-- 20 features and 3 limits; the matrix' last row is the add-ons.
insert into catalog.features (code, name, description, kind, unit, position)
values
('users', 'Users', 'Members and pending invitations', 'limit', 'users', 1),
('plants', 'Plants', 'Sites with their own stock and machines', 'limit', 'plants', 2),
('storage', 'Storage', 'Drawings, certificates and attachments', 'limit', 'bytes', 3),
(
    'basic_production', 'Basic production', 'Bills of material, routings, feedback',
    'boolean', null, 4
),
('work_orders', 'Work orders', 'Release, track and close orders', 'boolean', null, 5),
('inventory', 'Inventory', 'Stock by place and lot', 'boolean', null, 6),
('basic_reporting', 'Basic reporting', 'Output, scrap and lead times', 'boolean', null, 7),
('email_support', 'E-mail support', 'Answers within two working days', 'boolean', null, 8),
(
    'advanced_scheduling', 'Advanced scheduling', 'Finite capacity, by machine and shift',
    'boolean', null, 9
),
(
    'quality_management', 'Quality management', 'Inspections, deviations, corrective action',
    'boolean', null, 10
),
('custom_fields', 'Custom fields', 'Your own fields on every record', 'boolean', null, 11),
('workflow_automation', 'Workflow automation', 'Rules that act on events', 'boolean', null, 12),
('advanced_analytics', 'Advanced analytics', 'OEE, cost and trend analysis', 'boolean', null, 13),
('priority_support', 'Priority support', 'Answers within four working hours', 'boolean', null, 14),
(
    'maintenance_planning', 'Maintenance planning', 'Service intervals and downtime',
    'boolean', null, 15
),
(
    'lot_traceability', 'Lot traceability', 'From raw material to shipment and back',
    'boolean', null, 16
),
('white_labelling', 'White-labelling', 'Your name, logo and domain', 'boolean', null, 17),
('sso', 'SSO/SAML', 'Sign in with your own identity provider', 'boolean', null, 18),
('api_access', 'API access', 'Keys for your own programs', 'boolean', null, 19),
('custom_integrations', 'Custom integrations', 'Connections built with you', 'boolean', null, 20),
('dedicated_support', 'Dedicated support', 'A person who knows your plants', 'boolean', null, 21),
('sla', 'SLA', '99.9 % availability, in writing', 'boolean', null, 22),
('on_premise', 'On-premise option', 'On your own servers', 'boolean', null, 23);

insert into catalog.plan_features (plan_version_id, feature_code, limit_value)
select
    v.id,
    l.feature_code,
    l.limit_value
from (
    values
    ('starter', 'users', 3),
    ('starter', 'plants', 1),
    ('starter', 'storage', 10000000000),
    ('professional', 'users', 25),
    ('professional', 'plants', 5),
    ('professional', 'storage', 100000000000),
    ('enterprise', 'users', null),
    ('enterprise', 'plants', null),
    ('enterprise', 'storage', null)
) as l (plan_code, feature_code, limit_value)
inner join catalog.plan_versions as v on l.plan_code = v.plan_code;

-- Each tier has the features of the ones below it: 5, 13, 20.
insert into catalog.plan_features (plan_version_id, feature_code)
select
    v.id,
    f.code
from catalog.plan_versions as v
inner join catalog.plans as p on v.plan_code = p.code
inner join catalog.features as f
    on f.kind = 'boolean' and f.position <= (array[8, 16, 23])[p.rank];

insert into catalog.add_ons (code, name, description, feature_code, amount_per_unit)
values
('users', 'Extra user', 'One more user', 'users', 1),
('plants', 'Extra plant', 'One more plant', 'plants', 1),
('storage', 'Extra storage', 'One more gigabyte (10^9 bytes)', 'storage', 1000000000);

insert into catalog.prices (lookup_key, plan_version_id, cycle, currency, unit_amount_cents)
select
    p.plan_code || '_' || p.cycle,
    v.id,
    p.cycle,
    'usd',
    p.unit_amount_cents
from (
    values
    ('starter', 'monthly', 4900),
    ('starter', 'annual', 52900),
    ('professional', 'monthly', 19900),
    ('professional', 'annual', 214900),
    ('enterprise', 'monthly', 99900),
    ('enterprise', 'annual', 1078900)
) as p (plan_code, cycle, unit_amount_cents)
inner join catalog.plan_versions as v on p.plan_code = v.plan_code;

-- Annual add-on prices are twelve monthly ones, so that the items of a subscription share a cycle.
insert into catalog.prices (lookup_key, add_on_code, cycle, currency, unit_amount_cents)
select
    'addon_' || a.code || '_' || c.cycle,
    a.code,
    c.cycle,
    'usd',
    a.monthly_cents * c.months
from (values ('users', 500), ('plants', 2500), ('storage', 50)) as a (code, monthly_cents)
cross join (values ('monthly', 1), ('annual', 12)) as c (cycle, months);
