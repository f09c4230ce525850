create schema admin;

comment on schema admin is
'The API of the staff, at /api/v1/ with profile admin. Views and functions only, rebuilt at every
deploy.';

grant usage on schema admin to platform_admin;
