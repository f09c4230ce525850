-- The only part that needs a superuser: roles and extensions. Run it in the target database, as
-- often as you like; it changes nothing that is right already. Roles get no passwords here.

set client_min_messages = warning;

-- Settings are given to a role when it is made, and stay the DBA's to tune. Every login role comes
-- without a password: nobody can use it over TCP until one is set.
do $$
declare
    v_role record;
    v_setting text;
begin
    for v_role in
        select *
        from (
            values
            ('unison_owner', 'login', '{}'::text[]),
            -- Should a request and a deploy wait for each other, the deploy notices first and tries
            -- again.
            ('authenticator', 'login noinherit', '{deadlock_timeout = 10s}'),
            ('anon', 'nologin', '{statement_timeout = 8s}'),
            ('authenticated', 'nologin', '{statement_timeout = 15s}'),
            ('platform_admin', 'nologin', '{statement_timeout = 30s}'),
            (
                'analyst', 'login',
                '{statement_timeout = 60s, default_transaction_read_only = on}'
            ),
            (
                'sidecar', 'login',
                '{statement_timeout = 30s, lock_timeout = 5s, deadlock_timeout = 10s}'
            ),
            ('cron_runner', 'login', '{}')
        ) as r (name, attributes, settings)
    loop
        if exists (select from pg_catalog.pg_roles where rolname = v_role.name) then
            continue;
        end if;
        execute format('create role %I nosuperuser %s', v_role.name, v_role.attributes);
        foreach v_setting in array v_role.settings loop
            execute format(
                'alter role %I set %I = %L',
                v_role.name,
                trim(split_part(v_setting, '=', 1)),
                trim(split_part(v_setting, '=', 2))
            );
        end loop;
    end loop;
end
$$;

-- PostgREST logs in as authenticator, which owns nothing and becomes one of these per request.
grant anon to authenticator;
grant authenticated to authenticator;
grant platform_admin to authenticator;

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
create extension if not exists pg_trgm with schema ext;

-- pg_cron lives in one database of a cluster. Elsewhere, and where it is not installed, the
-- sidecar's tick runs the jobs.
do $$
begin
    if exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron')
        and current_database() = current_setting('cron.database_name', true)
    then
        create extension if not exists pg_cron;
        grant usage on schema cron to cron_runner;
        -- The tick places all other entries. There are three: one goes on while others are busy.
        perform cron.schedule_in_database(
            'jobs.tick ' || t.number,
            '* * * * *',
            'call jobs.tick()',
            current_database(),
            'cron_runner'
        )
        from generate_series(1, 3) as t (number)
        where not exists (
            select from cron.job as j
            where
                j.jobname = 'jobs.tick ' || t.number
                and j.username = 'cron_runner'
                and j.command = 'call jobs.tick()'
        );
    end if;
end
$$;

-- So does pg_net. Elsewhere db/functions/net stands in for it, and goes on so once it is there.
do $$
declare
    v_statement text;
begin
    if exists (select from pg_catalog.pg_available_extensions where name = 'pg_net')
        and current_database() = coalesce(current_setting('pg_net.database_name', true), 'postgres')
        and current_setting('shared_preload_libraries') ~ '\mpg_net\M'
        and to_regnamespace('net') is null
    then
        create extension pg_net;
    end if;

    if exists (select from pg_catalog.pg_extension where extname = 'pg_net') then
        -- It lets everybody read the headers of queued requests.
        foreach v_statement in array array[
            'revoke all on schema net from public',
            'revoke all on all tables in schema net from public',
            'revoke all on all sequences in schema net from public',
            'revoke all on all routines in schema net from public',
            'grant usage on schema net to unison_owner',
            'grant select, insert, update, delete on all tables in schema net to unison_owner',
            'grant usage on all sequences in schema net to unison_owner',
            'grant execute on all routines in schema net to unison_owner'
        ] loop
            execute v_statement;
        end loop;
    end if;
end
$$;
