-- What a role may read of a table is granted beneath the view that shows it. Grants of former
-- deploys are taken back first: one whose line has left its file would stay for ever.
revoke all
on all tables in schema
util, identity, catalog, audit, notify, webhooks, jobs, billing, usage, app, analytics
from anon, authenticated, platform_admin, analyst, sidecar, cron_runner, authenticator;
