-- The only part that needs a superuser: roles and extensions. Run it in the target database, as
-- often as you like; it changes nothing that is right already. Roles get no passwords here.

set client_min_messages = warning;

do $$
declare
    v_role text;
begin
    -- Every login role is created without a password: nobody can use it over TCP until one is set.
    foreach v_role in array array['unison_owner', 'analyst', 'sidecar', 'cron_runner'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
            execute format('create role %I login nosuperuser', v_role);
        end if;
    end loop;
    foreach v_role in array array['anon', 'authenticated', 'platform_admin'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
            execute format('create role %I nologin nosuperuser', v_role);
        end if;
    end loop;
    if not exists (select from pg_catalog.pg_roles where rolname = 'authenticator') then
        create role authenticator login noinherit nosuperuser;
    end if;
end
$$;

-- PostgREST logs in as authenticator, which owns nothing and becomes one of these per request.
grant anon to authenticator;
grant authenticated to authenticator;
grant platform_admin to authenticator;

alter role anon set statement_timeout = '8s';
alter role authenticated set statement_timeout = '15s';
alter role platform_admin set statement_timeout = '30s';
alter role analyst set statement_timeout = '60s';
alter role analyst set default_transaction_read_only = 'on';
alter role sidecar set statement_timeout = '30s';
alter role sidecar set lock_timeout = '5s';

-- Should a request and a deploy wait for each other, the deploy notices first and tries again.
alter role authenticator set deadlock_timeout = '10s';
alter role sidecar set deadlock_timeout = '10s';
do $$
begin
    -- A body, because the linter cannot read this statement.
    grant set on parameter deadlock_timeout to unison_owner;
end
$$;

do $$
begin
    execute format(
        'revoke create, temporary, connect on database %I from public', current_database()
    );
    execute format(
        'grant create, temporary, connect on database %I to unison_owner', current_database()
    );
    execute format(
        'grant connect on database %I to authenticator, analyst, sidecar, cron_runner',
        current_database()
    );
end
$$;

revoke all on schema public from public;

-- Functions are executable by everybody unless this stands before the first of them.
alter default privileges for role unison_owner revoke execute on functions from public;

create schema if not exists ext;
grant usage on schema ext to unison_owner;
create extension if not exists pgcrypto with schema ext;
create extension if not exists btree_gist with schema ext;

-- pg_cron lives in one database of a cluster. Elsewhere, and where it is not installed, the
-- sidecar's tick runs the jobs.
do $$
begin
    if exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron')
        and current_database() = current_setting('cron.database_name', true)
    then
        create extension if not exists pg_cron;
        grant usage on schema cron to unison_owner, cron_runner;
    end if;
end
$$;
