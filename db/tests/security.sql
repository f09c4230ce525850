-- Who may do what. The reviewed list of grants is _grants.sql; the rest holds whatever it says.
begin;
\ir _helpers.sql
select plan(49);
\ir _rules.sql
\ir _grants.sql

create view tests.roles (name) as
values
('anon'),
('authenticated'),
('platform_admin'),
('analyst'),
('sidecar'),
('cron_runner'),
('authenticator');
comment on view tests.roles is 'Every role but the owner.';

-- Grants ------------------------------------------------------------------------------------------

create view tests.grants as
with acls as (
    select
        n.nspname::text as object,
        coalesce(n.nspacl, acldefault('n', n.nspowner)) as acl,
        n.nspowner as owner_id,
        null::text as column_name,
        null::integer as column_number
    from pg_namespace as n
    where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'tests', 'cron')
    union all
    select
        format('%s.%s', f.schema, f.name),
        coalesce(p.proacl, acldefault('f', p.proowner)),
        p.proowner,
        null,
        null
    from tests.functions as f
    inner join pg_proc as p on f.oid = p.oid
    union all
    select
        r.object,
        coalesce(c.relacl, acldefault('r', c.relowner)),
        c.relowner,
        null,
        null
    from tests.relations as r
    inner join pg_class as c on r.oid = c.oid
    union all
    select
        c.relation,
        a.attacl,
        r.relowner,
        c.name,
        c.number
    from tests.columns as c
    inner join pg_attribute as a on c.oid = a.attrelid and c.number = a.attnum
    inner join pg_class as r on c.oid = r.oid
    where a.attacl is not null
)

select
    a.object,
    coalesce(r.rolname, 'public') as role,
    lower(g.privilege_type) as privilege,
    string_agg(a.column_name, ', ' order by a.column_number) as columns
from acls as a
cross join aclexplode(a.acl) as g
left join pg_roles as r on g.grantee = r.oid
where g.grantee <> a.owner_id and r.rolname is distinct from 'unison_owner'
group by a.object, r.rolname, g.privilege_type, a.column_name is null;
comment on view tests.grants is 'What others than the owner may do.';

create view tests.rule_grants as
select
    coalesce(g.object, w.object) as object,
    format(
        '%s to %s is %s',
        coalesce(g.privilege, w.privilege)
        || coalesce(' (' || coalesce(g.columns, w.columns) || ')', ''),
        coalesce(g.role, w.role),
        case
            when w.object is null then 'granted, but not reviewed'
            else 'reviewed, but not granted'
        end
    ) as offence
from tests.grants as g
full outer join (
    select
        r.object,
        r.privilege,
        o.role,
        r.columns
    from tests.reviewed_grants as r
    cross join regexp_split_to_table(r.roles, ', ') as o (role)
) as w
    on
        g.object = w.object
        and g.role = w.role
        and g.privilege = w.privilege
        and coalesce(g.columns, '*') = coalesce(w.columns, '*')
where g.object is null or w.object is null;

select tests.rule_holds('grants', 'the grants are those of the reviewed list, no more and no less');
select tests.rule_catches('grants', 'grant usage on schema billing to authenticated', 'billing');
select tests.rule_catches(
    'grants',
    'create function api.planted() returns integer language sql return 1;
    grant execute on function api.planted() to anon',
    'api.planted',
    'execute to anon is granted%'
);
select tests.rule_catches(
    'grants', 'grant select on billing.trials to analyst', 'billing.trials', 'select to analyst %'
);
select tests.rule_catches(
    'grants',
    'grant select (folded_email) on billing.trials to authenticated',
    'billing.trials',
    'select (%folded_email%) to authenticated is granted%'
);
select tests.rule_catches('grants', 'reset role; grant usage on schema public to anon', 'public');
select tests.rule_catches(
    'grants', 'revoke usage on schema api from anon', 'api', 'usage to anon is reviewed%'
);

create view tests.rule_public_grants as
select
    g.object,
    format('grants %s to everybody', g.privilege) as offence
from tests.grants as g
where g.role = 'public'
union all
select
    'database',
    format('grants %s to everybody', lower(g.privilege_type))
from pg_database as d
cross join aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as g
where d.datname = current_database() and g.grantee = 0
union all
select
    'default privileges',
    'let everybody execute the functions that the owner will create'
where not exists (
    select from pg_default_acl as a
    where
        pg_get_userbyid(a.defaclrole) = 'unison_owner'
        and a.defaclnamespace = 0
        and a.defaclobjtype = 'f'
        and not exists (
            select from aclexplode(a.defaclacl) as g
            where g.grantee = 0
        )
);

select tests.rule_holds('public_grants', 'nothing is granted to public');
select tests.rule_catches(
    'public_grants',
    'create function api.planted() returns integer language sql return 1;
    grant execute on function api.planted() to public',
    'api.planted'
);
select tests.rule_catches(
    'public_grants', 'grant select on billing.trials to public', 'billing.trials'
);
select tests.rule_catches(
    'public_grants',
    $fault$
        reset role;
        do 'begin execute format(''grant temporary on database %I to public'', current_database()); end'
    $fault$,
    'database'
);
select tests.rule_catches(
    'public_grants',
    'alter default privileges for role unison_owner grant execute on functions to public',
    'default privileges'
);

create view tests.rule_overloads as
select
    f.schema || '.' || f.name as object,
    'has several signatures, of which the list of grants names only one' as offence
from tests.functions as f
where
    exists (
        select from tests.grants as g
        where g.object = f.schema || '.' || f.name
    )
group by f.schema, f.name
having count(*) > 1;

select tests.rule_holds('overloads', 'what is granted has one signature');
select tests.rule_catches(
    'overloads',
    'create function api.planted() returns integer language sql return 1;
    create function api.planted(one integer) returns integer language sql return 1;
    grant execute on function api.planted() to anon',
    'api.planted'
);

create view tests.rule_writes as
select
    r.object,
    format('can be written by %s', o.name) as offence
from tests.relations as r
cross join tests.roles as o
where
    r.kind <> 'S'
    and (
        has_table_privilege(o.name, r.oid, 'insert, update, delete, truncate, references, trigger')
        or has_any_column_privilege(o.name, r.oid, 'insert, update, references')
    )
union all
select
    r.object,
    format('can be drawn from by %s', o.name)
from tests.relations as r
cross join tests.roles as o
where r.kind = 'S' and has_sequence_privilege(o.name, r.oid, 'usage, select, update');

select tests.rule_holds('writes', 'nobody but the owner writes to a table or view');
select tests.rule_catches(
    'writes', 'grant delete on billing.invoices to platform_admin', 'billing.invoices'
);
select tests.rule_catches(
    'writes', 'grant update (number) on billing.invoices to authenticated', 'billing.invoices'
);
select tests.rule_catches(
    'writes',
    'create view api.planted as select name from identity.organizations;
    grant insert on api.planted to authenticated',
    'api.planted'
);
select tests.rule_catches(
    'writes',
    'grant usage on sequence webhooks.alarms_id_seq to sidecar',
    'webhooks.alarms_id_seq'
);

create view tests.allowed_schemas (role, schema) as
values
('anon', 'api'),
('anon', 'identity'), -- PostgREST calls the guard by its name
('authenticated', 'api'),
('authenticated', 'identity'),
('platform_admin', 'admin'),
('platform_admin', 'analytics'),
('platform_admin', 'api'),
('platform_admin', 'identity'),
('analyst', 'analytics'),
('sidecar', 'sidecar'),
('authenticator', 'identity'), -- and its settings
('cron_runner', 'jobs'),
('cron_runner', 'cron');

create view tests.rule_reach as
select
    n.nspname::text as object,
    format('can be entered by %s', o.name) as offence
from pg_namespace as n
cross join tests.roles as o
where
    n.nspname !~ '^pg_'
    and n.nspname not in ('information_schema', 'tests')
    and has_schema_privilege(o.name, n.oid, 'usage, create')
    and not exists (
        select from tests.allowed_schemas as a
        where a.role = o.name and a.schema = n.nspname
    );

select tests.rule_holds('reach', 'each role enters its edge, and no schema below');
select tests.rule_catches('reach', 'grant usage on schema billing to authenticated', 'billing');
select tests.rule_catches(
    'reach', 'reset role; grant usage on schema ext to authenticated', 'ext'
);
select tests.rule_catches('reach', 'reset role; grant create on schema public to anon', 'public');

create view tests.rule_sidecar_reach as
select
    f.object,
    'can be executed by the sidecar' as offence
from tests.functions as f
where f.schema <> 'sidecar' and has_function_privilege('sidecar', f.oid, 'execute')
union all
select
    r.object,
    'can be read or written by the sidecar'
from tests.relations as r
where
    r.kind <> 'S'
    and (
        has_table_privilege('sidecar', r.oid, 'select, insert, update, delete, truncate')
        or has_any_column_privilege('sidecar', r.oid, 'select, insert, update')
    );

select tests.rule_holds('sidecar_reach', 'the sidecar executes functions of its schema, no more');
select tests.rule_catches(
    'sidecar_reach',
    'create function util.planted() returns integer language sql return 1;
    grant execute on function util.planted() to sidecar',
    'util.planted()'
);
select tests.rule_catches(
    'sidecar_reach', 'grant select (id) on identity.users to sidecar', 'identity.users'
);
select tests.rule_catches(
    'sidecar_reach',
    'create view sidecar.planted as select 1 as one; grant select on sidecar.planted to sidecar',
    'sidecar.planted'
);

-- Roles -------------------------------------------------------------------------------------------

create view tests.rule_roles as
select
    r.rolname::text as object,
    'may do what no role of ours may' as offence
from pg_roles as r
where
    (r.rolname in (select o.name from tests.roles as o) or r.rolname = 'unison_owner')
    and (
        r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
        or (r.rolname in ('anon', 'authenticated', 'platform_admin') and r.rolcanlogin)
        or (r.rolname = 'authenticator' and r.rolinherit)
    )
union all
select
    m.rolname,
    format('is a member of %s', g.rolname)
from pg_auth_members as a
inner join pg_roles as m on a.member = m.oid
inner join pg_roles as g on a.roleid = g.oid
where
    (m.rolname in (select o.name from tests.roles as o) or m.rolname = 'unison_owner')
    and not (
        m.rolname = 'authenticator'
        and g.rolname in ('anon', 'authenticated', 'platform_admin')
        and not a.admin_option
    )
union all
select
    o.name,
    'has no statement_timeout'
from tests.roles as o
where
    o.name in ('anon', 'authenticated', 'platform_admin', 'analyst', 'sidecar')
    and not exists (
        select from pg_db_role_setting as s
        cross join unnest(s.setconfig) as c (setting)
        where s.setrole = o.name::regrole and c.setting ~ '^statement_timeout=[1-9]'
    );

select tests.rule_holds('roles', 'roles have no more than they need, and time limits');
select tests.rule_catches('roles', 'reset role; alter role analyst bypassrls', 'analyst');
select tests.rule_catches('roles', 'reset role; grant unison_owner to sidecar', 'sidecar');
select tests.rule_catches('roles', 'reset role; alter role anon reset statement_timeout', 'anon');

create view tests.rule_owners as
select
    o.object,
    format('belongs to %s', pg_get_userbyid(o.owner_id)) as offence
from (
    select
        n.nspname::text as object,
        n.nspowner as owner_id
    from pg_namespace as n
    inner join tests.schemas as s on n.nspname = s.name
    union all
    select
        r.object,
        c.relowner
    from tests.relations as r
    inner join pg_class as c on r.oid = c.oid
    union all
    select
        f.object,
        p.proowner
    from tests.functions as f
    inner join pg_proc as p on f.oid = p.oid
) as o
where pg_get_userbyid(o.owner_id) <> 'unison_owner';

select tests.rule_holds('owners', 'everything belongs to the owner, who is no superuser');
select tests.rule_catches('owners', 'reset role; create table util.planted ()', 'util.planted');

-- Views and policies ------------------------------------------------------------------------------

create view tests.rule_invoker_views as
select
    r.object,
    'reads with its owner''s rights: no policy holds' as offence
from tests.relations as r
where r.kind = 'v' and not 'security_invoker=true' = any(coalesce(r.options, '{}'))
union all
select
    r.object,
    'is a materialized view that others may read: no policy holds'
from tests.relations as r
where r.kind = 'm' and exists (
    select from tests.grants as g
    where g.object = r.object
);

select tests.rule_holds('invoker_views', 'every view reads with the rights of who asks');
select tests.rule_catches(
    'invoker_views', 'create view api.planted as select id from identity.users', 'api.planted'
);
select tests.rule_catches(
    'invoker_views',
    'create materialized view analytics.planted as select id from identity.users;
    grant select on analytics.planted to analyst',
    'analytics.planted'
);

create view tests.policies as
select
    r.oid,
    r.schema,
    r.object as relation,
    format('%s.%s', r.object, p.polname) as object,
    p.polpermissive as is_permissive,
    p.polcmd::text as command,
    array(
        select coalesce(o.rolname, 'public')
        from unnest(p.polroles) as u (role_id)
        left join pg_roles as o on u.role_id = o.oid
    ) as roles,
    concat_ws(
        ' and ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
    ) as expression
from pg_policy as p
inner join tests.relations as r on p.polrelid = r.oid;
comment on view tests.policies is 'Policies, with USING and WITH CHECK as one text.';

create view tests.rule_policy_roles as
select
    p.object,
    'is for everybody' as offence
from tests.policies as p
where 'public' = any(p.roles)
union all
select
    p.relation,
    format('has %s permissive policies for %s to %s', count(*), c.command, r.role)
from tests.policies as p
cross join unnest(p.roles) as r (role)
inner join (values ('r'), ('a'), ('w'), ('d')) as c (command)
    on p.command in ('*', c.command)
where p.is_permissive
group by p.relation, r.role, c.command
having count(*) > 1;

select tests.rule_holds('policy_roles', 'a policy names its role, which has one for each command');
select tests.rule_catches(
    'policy_roles',
    'create policy planted_all on util.clocks using (false)',
    'util.clocks.planted_all'
);
select tests.rule_catches(
    'policy_roles',
    'create policy planted_all on util.clocks to sidecar using (false);
    create policy planted_select on util.clocks for select to sidecar using (false)',
    'util.clocks'
);

create view tests.rule_policy_calls as
select
    p.object,
    format('calls %s for every row: it must be (select …)', m.calls[1]) as offence
from tests.policies as p
cross join regexp_matches(
    regexp_replace(p.expression, '\( SELECT [a-z_]+\.[a-z_]+\([^()]*\) AS [a-z_]+\)', '', 'g'),
    format('\m(?:%s)\.[a-z_]+\(', (select string_agg(s.name, '|') from tests.schemas as s)),
    'g'
) as m (calls);

insert into tests.exceptions (rule, object, reason)
values
(
    'policy_calls', 'identity.sessions.person_select',
    'one rule for what is seen and what is ended, asked of one person''s sessions'
);

select tests.rule_holds('policy_calls', 'policies ask once in a query, in a sub-select');
select tests.rule_catches(
    'policy_calls',
    'create policy planted_select on util.clocks for select to authenticated
    using (organization_id = identity.current_organization_id())',
    'util.clocks.planted_select'
);

create view tests.rule_policy_tenants as
select
    p.object,
    'does not keep tenants apart' as offence
from tests.policies as p
where
    p.schema <> 'catalog'
    and p.roles && array['authenticated', 'anon']::name[]
    and p.expression <> 'false'
    and (
        p.expression !~ ' = \( SELECT identity\.current_(organization|user)_id\(\) AS'
        or p.expression ~ '\mOR\M'
    );

insert into tests.exceptions (rule, object, reason)
values
('policy_tenants', 'audit.subjects.tenant_select', 'a list, the same for everybody'),
('policy_tenants', 'webhooks.event_types.tenant_select', 'a list, the same for everybody'),
('policy_tenants', 'billing.dunning_steps.tenant_select', 'a list, the same for everybody');

select tests.rule_holds(
    'policy_tenants', 'a policy for tenants demands the caller''s organization, or the caller'
);
select tests.rule_catches(
    'policy_tenants',
    'create policy planted_select on util.clocks for select to authenticated using (true)',
    'util.clocks.planted_select'
);
select tests.rule_catches(
    'policy_tenants',
    'create policy planted_select on util.clocks for select to authenticated
    using (organization_id is null or organization_id = (select identity.current_organization_id()))',
    'util.clocks.planted_select'
);

-- Randomness --------------------------------------------------------------------------------------

-- What is random is random by pgcrypto, with a length that stands there to be read. An id that is
-- random is none of this: it opens nothing.
create view tests.rule_random_bits as
select
    f.object,
    case
        when m.words[1] = 'random' then 'guesses could follow random()'
        when m.words[2] ~ '^[0-9]+$' then format('has %s bits', 8 * m.words[2]::integer)
        else format('has as many bytes as %s', m.words[2])
    end as offence
from tests.functions as f
cross join
    regexp_matches(
        f.body, '\m(gen_random_bytes|random)\s*\(\s*([^)]*?)\s*\)', 'gi'
    ) as m (words)
where
    lower(m.words[1]) = 'random'
    or m.words[2] !~ '^[0-9]+$'
    or m.words[2]::integer < 16;

insert into tests.exceptions (rule, object, reason)
values
('random_bits', 'identity.create_signing_key()', 'a name, which each token tells'),
(
    'random_bits', 'billing.retry_stripe_command(billing.stripe_commands, text, text, text)',
    'spreads retries'
),
('random_bits', 'webhooks.retry_delay(integer)', 'spreads retries');

select tests.rule_holds('random_bits', 'whatever is random and secret has 128 bits at least');
select tests.rule_catches(
    'random_bits',
    'create function identity.planted() returns bytea language sql
    begin atomic select ext.gen_random_bytes(15); end',
    'identity.planted()'
);
select tests.rule_catches(
    'random_bits',
    'create function identity.planted(length integer) returns bytea language plpgsql as
    $$ begin return ext.gen_random_bytes(planted.length); end $$',
    'identity.planted(integer)'
);
select tests.rule_catches(
    'random_bits',
    'create function identity.planted() returns text language plpgsql as
    $$ begin return floor(1000000 * random())::text; end $$',
    'identity.planted()'
);

select tests.every_rule_is_proved();
select * from finish();
rollback;
