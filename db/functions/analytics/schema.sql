-- The schema itself comes from a migration, for it may hold tables; its views are rebuilt.
grant usage on schema analytics to platform_admin, analyst;
