\ir util/load.sql
\ir catalog/load.sql
\ir analytics/schema.sql
\ir api/schema.sql
\ir admin/schema.sql
\ir sidecar/schema.sql
