create or replace function billing.stripe_look(command billing.stripe_commands)
returns jsonb
language sql
immutable
set search_path = ''
as $$
    select case
        -- A link into the portal is nothing that lasts: another one does no harm.
        when (command).kind = 'portal_session.create' then null
        when (command).kind like '%.create'
            then jsonb_build_object(
                'method', 'GET',
                'path', (command).request -> 'path',
                'params', (
                    select jsonb_object_agg(p.key, p.value)
                    from jsonb_each((command).request -> 'params') as p
                    where p.key in ('email', 'customer', 'payment_intent', 'charge')
                )
                || '{"limit": 100}'
                || case (command).kind
                    when 'refund.create' then '{"expand": ["data.charge"]}'
                    else '{}'
                end::jsonb
            )
        else jsonb_build_object(
            'method', 'GET',
            'path', regexp_replace((command).request ->> 'path', '/(expire|resume|pay)$', ''),
            'params', '{}'::jsonb
        )
    end
$$;

comment on function billing.stripe_look(billing.stripe_commands) is
'The request that shows whether a command''s own request took effect: the object that it would have
changed, or the list in which what it would have made would stand. Null when that need not be known.';
