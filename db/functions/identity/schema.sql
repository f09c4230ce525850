-- PostgREST calls the guard, and asks for its settings, by their names.
grant usage on schema identity to anon, authenticated, platform_admin, authenticator;
