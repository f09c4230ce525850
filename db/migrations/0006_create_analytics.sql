-- The figures. Views and functions are rebuilt at every deploy; tables that hold input stay.

create schema analytics;
comment on schema analytics is
'Layer 5: revenue figures, all derived from billing.subscription_versions. Read by staff and
analysts.';
