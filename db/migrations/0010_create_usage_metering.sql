-- What is metered: events as they are reported, their roll-up by day, snapshots and alerts.

-- squawk-ignore ban-drop-constraint
alter table notify.emails drop constraint emails_kind_check;
-- squawk-ignore constraint-missing-not-valid
alter table notify.emails add constraint emails_kind_check
check (
    kind in (
        'verify_email', 'reset_password', 'invitation', 'payment_succeeded', 'payment_failed',
        'usage_alert'
    )
);

insert into util.settings (key, value, description)
values
('usage_late_days', '35', 'Usage events are taken that many days after they occurred'),
('usage_events_per_report', '20000', 'At most so many usage events in one report'),
('usage_event_retention_days', '400', 'Usage events are kept that long; their roll-up for ever'),
('usage_snapshot_retention_days', '800', 'Snapshots of usage are kept that long');

-- What is metered is a feature like any other: plans grant an allowance of it, overrides change it.
-- It is no row of the public matrix, which compares what a tier can do and how much it may hold;
-- api.plans shows the allowances.
insert into catalog.features (code, name, description, kind, unit, position)
values
('api_calls', 'API calls', 'Calls by apps and programs, in a month', 'metered', 'calls', 24);

-- Published versions get the allowance too: it is soft, and takes nothing from anybody. The trigger
-- that keeps them as they are, if it is there already, looks away once.
alter table catalog.plan_features disable trigger user;
insert into catalog.plan_features (plan_version_id, feature_code, limit_value, mode)
select
    v.id,
    'api_calls',
    a.limit_value,
    'soft'
from (
    values ('starter', 10000), ('professional', 100000), ('enterprise', null)
) as a (plan_code, limit_value)
inner join catalog.plan_versions as v on a.plan_code = v.plan_code;
alter table catalog.plan_features enable trigger user;

create table usage.meters (
    code text not null,
    feature_code text not null,
    aggregation text not null,
    description text not null,

    constraint meters_pkey primary key (code),
    constraint meters_feature_code_key unique (feature_code),
    constraint meters_feature_code_fkey
    foreign key (feature_code) references catalog.features (code),
    constraint meters_aggregation_check check (aggregation in ('sum', 'max', 'last'))
);
comment on table usage.meters is
'What events can be reported of, and the metered feature whose use they measure. Beside the
catalogue: a feature says what is granted and in which unit, a meter how it is counted.';
comment on column usage.meters.aggregation is
'What a period''s events come to: their sum, the highest, or of a gauge the last one, which stands
until the next.';

insert into usage.meters (code, feature_code, aggregation, description)
values ('api_calls', 'api_calls', 'sum', 'Calls by apps and programs');

-- No foreign keys: usage.record_events checks meter and organization once for thousands of rows; a
-- key of each would cost as much as the row.
create table usage.events (
    organization_id uuid not null,
    meter_code text not null,
    idempotency_key text collate "C" not null,
    occurred_at timestamptz not null,
    quantity numeric not null,
    recorded_at timestamptz not null,

    constraint events_pkey
    primary key (organization_id, meter_code, idempotency_key, occurred_at),
    constraint events_quantity_check check (quantity >= 0)
) partition by range (occurred_at);
comment on table usage.events is
'What was used, each event once by its key. One partition a month (UTC), made when it is needed.
Written and read by functions alone: nobody else has a grant.';
comment on column usage.events.idempotency_key is
'The reporter''s own. PostgreSQL wants the partition''s column in the key, so a retry repeats
occurred_at unchanged.';
comment on column usage.events.recorded_at is 'Business time of the report.';

create table usage.snapshots (
    organization_id uuid not null,
    feature_code text not null,
    due_at timestamptz not null,
    taken_at timestamptz not null,
    limit_value bigint,
    used numeric not null,
    period_start timestamptz not null,
    period_end timestamptz not null,

    constraint snapshots_pkey primary key (organization_id, feature_code, due_at),
    constraint snapshots_period_check check (period_start < period_end)
) partition by range (due_at);
comment on table usage.snapshots is
'Use and limit of each feature, every six hours (UTC). One partition a month, as for events.';
comment on column usage.snapshots.due_at is 'The beginning of the six hours that it stands for.';
comment on column usage.snapshots.limit_value is 'What was allowed then; null is unlimited.';

-- Where TimescaleDB is installed both become hypertables of the same names, and events are
-- compressed if its edition can, once nothing late can reach them. Compression wants no row-level
-- security; nobody but the owner may touch events anyway.
do $$
declare
    v_schema text := (
        select n.nspname::text
        from pg_extension as e
        inner join pg_namespace as n on e.extnamespace = n.oid
        where e.extname = 'timescaledb'
    );
    v_table record;
begin
    if v_schema is null then
        alter table usage.events enable row level security;
        return;
    end if;
    for v_table in
        select *
        from (values ('events', 'occurred_at'), ('snapshots', 'due_at')) as t (name, time_column)
    loop
        execute format('create table usage.hyper (like usage.%I including all)', v_table.name);
        execute format('drop table usage.%I', v_table.name);
        execute format('alter table usage.hyper rename to %I', v_table.name);
        execute format(
            'alter table usage.%I rename constraint hyper_pkey to %I',
            v_table.name,
            v_table.name || '_pkey'
        );
        execute format(
            'select %I.create_hypertable(%L, %L, chunk_time_interval => interval ''1 month'','
            ' create_default_indexes => false)',
            v_schema,
            'usage.' || v_table.name,
            v_table.time_column
        );
    end loop;
    begin
        alter table usage.events set (
            timescaledb.compress, timescaledb.compress_segmentby = 'organization_id, meter_code'
        );
        execute format(
            'select %I.add_compression_policy(''usage.events'', interval ''45 days'')', v_schema
        );
    exception
        when feature_not_supported then
            null; -- the edition without compression
    end;
end
$$;

create table usage.rollups (
    organization_id uuid not null,
    meter_code text not null,
    day_on date not null,
    event_count bigint not null,
    total numeric not null,
    maximum numeric not null,
    last_quantity numeric,
    last_at timestamptz,
    last_key text collate "C",
    is_closed boolean not null default false,

    constraint rollups_pkey primary key (organization_id, meter_code, day_on),
    constraint rollups_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint rollups_meter_code_fkey foreign key (meter_code) references usage.meters (code)
);
create index rollups_meter_code_idx on usage.rollups (meter_code);
comment on table usage.rollups is
'What the events of a day (UTC) come to, added up by the statement that takes them in. By days, not
by billing periods: a period may turn out to have begun on another day.';
comment on column usage.rollups.last_quantity is
'Of a gauge: the event that occurred last, of equals the one with the greatest key.';
comment on column usage.rollups.is_closed is
'Its events are gone by the retention: this is all that is known of the day.';

create table usage.alerts (
    organization_id uuid not null,
    feature_code text not null,
    period_start timestamptz not null,
    threshold_percent integer not null,
    period_end timestamptz not null,
    limit_value bigint not null,
    used numeric not null,
    raised_at timestamptz not null,

    constraint alerts_pkey
    primary key (organization_id, feature_code, period_start, threshold_percent),
    constraint alerts_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id),
    constraint alerts_feature_code_fkey
    foreign key (feature_code) references catalog.features (code),
    constraint alerts_threshold_percent_check check (threshold_percent in (80, 100, 120))
);
create index alerts_feature_code_idx on usage.alerts (feature_code);
comment on table usage.alerts is
'That a limit was reached to so many percent, once for each period.';

alter table usage.meters enable row level security;
alter table usage.snapshots enable row level security;
alter table usage.rollups enable row level security;
alter table usage.alerts enable row level security;
