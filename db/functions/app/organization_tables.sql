create or replace function app.organization_tables(organization_id uuid)
returns table (name text, rows jsonb)
language plpgsql
stable
set search_path = ''
as $$
declare
    v_table record;
begin
    for v_table in
        select
            n.nspname as schema,
            c.relname as name,
            array(
                select s.name
                from audit.subjects as j
                cross join unnest(j.secret_columns) as s (name)
                where j.kind = n.nspname || '.' || c.relname
            )
            || '{
                pdf, body, request, idempotency_key, secret, key_hash, token_hash, unsubscribe_hash
            }'
                as secrets
        from pg_catalog.pg_class as c
        inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
        inner join pg_catalog.pg_attribute as a
            on c.oid = a.attrelid and a.attname = 'organization_id' and not a.attisdropped
        where
            c.relkind in ('r', 'p')
            and not c.relispartition
            and n.nspname in ('identity', 'notify', 'webhooks', 'billing', 'usage', 'app')
            -- Secrets, what the staff note for themselves, and what is about others as well.
            and n.nspname || '.' || c.relname <> all(
                '{
                    identity.one_time_tokens, identity.external_sign_ins,
                    identity.provider_secrets, webhooks.endpoint_secrets, webhooks.state_marks,
                    billing.bound_trials, billing.erasures, billing.stripe_objects,
                    billing.stripe_drifts, usage.risks
                }'
            )
        order by n.nspname, c.relname
    loop
        return query execute format(
            $query$
                select %L, coalesce(jsonb_agg(to_jsonb(t) - %L::text[]), '[]')
                from %I.%I as t
                where t.organization_id = $1
            $query$,
            v_table.schema || '.' || v_table.name, v_table.secrets, v_table.schema, v_table.name
        ) using organization_tables.organization_id;
    end loop;

    return query
    select
        'identity.organizations',
        jsonb_agg(to_jsonb(o))
    from identity.organizations as o
    where o.id = organization_tables.organization_id;
    return query
    select
        'identity.users',
        coalesce(jsonb_agg(to_jsonb(u) - 'password_hash'), '[]')
    from identity.users as u
    inner join identity.memberships as m on u.id = m.user_id
    where m.organization_id = organization_tables.organization_id;
    return query
    select
        'activity',
        coalesce(
            jsonb_agg(
                to_jsonb(e) - '{acting_staff_id,session_id,request_id}'::text[]
                || jsonb_build_object(
                    'before', audit.revealed_values(e.before),
                    'after', audit.revealed_values(e.after)
                )
                order by e.id
            ),
            '[]'
        )
    from audit.entries as e
    where e.organization_id = organization_tables.organization_id;
end
$$;

comment on function app.organization_tables(uuid) is
'What an organization''s archive holds: each of its tables, also those to come, without secrets; its
members, and what the audit knows.';
