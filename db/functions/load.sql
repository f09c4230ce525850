\ir grants.sql
\ir util/load.sql
\ir net/load.sql
\ir identity/load.sql
\ir catalog/load.sql
\ir audit/load.sql
\ir notify/load.sql
\ir webhooks/load.sql
\ir jobs/load.sql
\ir billing/load.sql
\ir usage/load.sql
\ir analytics/schema.sql
\ir analytics/load.sql
\ir app/load.sql
\ir api/schema.sql
\ir api/load.sql
\ir admin/schema.sql
\ir admin/load.sql
\ir sidecar/schema.sql
\ir sidecar/load.sql

-- Names functions of every schema
\ir jobs/registry.sql

notify pgrst, 'reload schema';
notify pgrst, 'reload config';
