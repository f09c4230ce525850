create schema sidecar;

comment on schema sidecar is
'All that the sidecar may call: it has no other right in this database. Rebuilt at every deploy.';

grant usage on schema sidecar to sidecar;
