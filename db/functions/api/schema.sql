create schema api;

comment on schema api is
'The API of customers and visitors, at /api/v1/. Views and functions only, rebuilt at every
deploy.';

grant usage on schema api to anon, authenticated, platform_admin;
