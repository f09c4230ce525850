-- Loaded once, by a superuser, into a database that is used for tests and nothing else.
-- Every test file connects as that superuser, so that it can become any role; _helpers.sql makes
-- it the owner first.

create schema tests;
comment on schema tests is
'Test helpers, pgTAP and plpgsql_check. Exists in test databases only.';

create extension pgtap with schema tests;
create extension plpgsql_check with schema tests;

grant usage on schema tests to public;
grant create on schema tests to unison_owner;

set role unison_owner;

create function tests.create_organization(name text)
returns uuid
language sql
security definer -- a test may want another tenant while it acts as a person
set search_path = ''
as $$
insert into identity.organizations (name, created_at)
values (create_organization.name, pg_catalog.clock_timestamp())
returning id;
$$;
comment on function tests.create_organization(text) is 'A tenant, with nobody in it yet.';

create function tests.create_member(organization_id uuid, role text)
returns uuid
language sql
security definer -- as above
set search_path = ''
as $$
with new_user as (
    insert into identity.users (email, full_name, password_hash, email_verified_at, created_at)
    select
        create_member.role || '-' || pg_catalog.gen_random_uuid() || '@example.com',
        'A person with the role ' || create_member.role,
        'no password leads to this hash',
        pg_catalog.clock_timestamp(),
        pg_catalog.clock_timestamp()
    returning id
)

insert into identity.memberships (organization_id, user_id, role, created_at)
select
    create_member.organization_id,
    new_user.id,
    create_member.role,
    pg_catalog.clock_timestamp()
from new_user
returning user_id;
$$;
comment on function tests.create_member(uuid, text) is
'A new person with a verified address, in an organization with a role. Returns the user''s id.';

create function tests.open_session(kind text, user_id uuid, organization_id uuid)
returns uuid
language sql
security definer -- as above
set search_path = ''
begin atomic
    select identity.open_session(
        open_session.kind,
        open_session.user_id,
        open_session.organization_id,
        open_session.kind = 'staff'
    );
end;
comment on function tests.open_session(text, uuid, uuid) is
'What a sign-in leaves behind. Returns the session''s id.';

create function tests.create_staff()
returns uuid
language sql
security definer -- as above
set search_path = ''
as $$
insert into identity.users (
    kind, email, full_name, password_hash, email_verified_at, created_at
)
values (
    'staff',
    'staff-' || pg_catalog.gen_random_uuid() || '@example.com',
    'A person of the staff',
    'no password leads to this hash',
    pg_catalog.clock_timestamp(),
    pg_catalog.clock_timestamp()
)
returning id;
$$;
comment on function tests.create_staff() is 'A person of the staff. Returns the user''s id.';

create function tests.become(role text, claims json)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform
        pg_catalog.set_config('request.method', 'POST', true),
        pg_catalog.set_config('request.path', '/rpc/any', true),
        pg_catalog.set_config('request.headers', '{}', true),
        pg_catalog.set_config('request.cookies', '{}', true),
        pg_catalog.set_config('response.status', '', true),
        pg_catalog.set_config('response.headers', '', true),
        pg_catalog.set_config('request.jwt.claims', become.claims::text, true),
        pg_catalog.set_config('role', become.role, true);
    perform identity.guard_request();
end
$$;
comment on function tests.become(text, json) is
'Does what PostgREST does before a request: sets the claims and the role, and asks the guard.';

create function tests.act_as(user_id uuid, organization_id uuid)
returns void
language sql
set search_path = ''
as $$
select tests.become('authenticated', pg_catalog.json_build_object(
    'sub', act_as.user_id,
    'sid', tests.open_session('user', act_as.user_id, act_as.organization_id),
    'org_id', act_as.organization_id,
    'role', 'authenticated',
    'aud', 'unison',
    'iat', pg_catalog.floor(extract(epoch from pg_catalog.clock_timestamp())),
    'exp', pg_catalog.floor(extract(epoch from pg_catalog.clock_timestamp())) + 900
));
$$;
comment on function tests.act_as(uuid, uuid) is
'From here on the test is that person, signed in to that organization.';

create function tests.act_as_staff()
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid := tests.create_staff();
begin
    perform tests.become('platform_admin', pg_catalog.json_build_object(
        'sub', v_user_id,
        'sid', tests.open_session('staff', v_user_id, null),
        'role', 'platform_admin',
        'aud', 'unison',
        'iat', pg_catalog.floor(extract(epoch from pg_catalog.clock_timestamp())),
        'exp', pg_catalog.floor(extract(epoch from pg_catalog.clock_timestamp())) + 900
    ));
end
$$;
comment on function tests.act_as_staff() is
'From here on the test is a new person of the staff.';

create function tests.act_as_anon()
returns void
language sql
set search_path = ''
as $$
select tests.become('anon', '{"role": "anon"}');
$$;
comment on function tests.act_as_anon() is 'From here on the test is a stranger.';

create function tests.reset_role()
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform pg_catalog.set_config('role', 'unison_owner', true);
    perform identity.set_current_session(null, null, null, null, null);
end
$$;
comment on function tests.reset_role() is 'From here on the test is the owner of everything again.';

create function tests.answer_after(change text, question text)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_answer text;
begin
    begin
        execute answer_after.change;
        execute 'select ' || answer_after.question into v_answer;
        raise exception using errcode = 'UNDO1';
    exception
        when sqlstate 'UNDO1' then null;
    end;
    return v_answer;
end
$$;
comment on function tests.answer_after(text, text) is
'What a question is answered after a change, which is undone again.';

reset role;
grant execute on all functions in schema tests to public;
