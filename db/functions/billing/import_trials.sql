create or replace function billing.import_trials(
    customer_ids text[], started_on date[], ended_on date[], converted_on date[]
)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now();
    v_count bigint;
begin
    perform billing.require_empty_book('import:trials');
    if exists (
        select from unnest(
            import_trials.customer_ids, import_trials.started_on
        ) as r (customer_id, started_on)
        where coalesce(r.customer_id, '') = '' or r.started_on is null
    ) then
        perform util.fail(400, 'invalid_argument', 'Every row needs a customer and a start');
    end if;
    perform billing.import_customers(import_trials.customer_ids, import_trials.started_on);

    with trials as materialized (
        select
            c.organization_id,
            gen_random_uuid() as id,
            t.started_at,
            -- greatest() would take the other for one that is not there.
            case when t.ended_at is not null then greatest(t.started_at, t.ended_at) end
                as ended_at,
            case when t.converted_at is not null then greatest(t.started_at, t.converted_at) end
                as converted_at
        from unnest(
            import_trials.customer_ids, import_trials.started_on, import_trials.ended_on,
            import_trials.converted_on
        ) as r (customer_id, started_on, ended_on, converted_on)
        inner join billing.imported_customers as c on r.customer_id = c.customer_id
        cross join lateral (
            select
                r.started_on::timestamp at time zone 'UTC' as started_at,
                r.ended_on::timestamp at time zone 'UTC' as ended_at,
                r.converted_on::timestamp at time zone 'UTC' as converted_at
        ) as t
    ),

    versions as (
        select
            t.*,
            v.status,
            v.access,
            v.status_reason,
            tstzrange(v.valid_from, v.valid_until) as valid_during,
            v.valid_from <= v_now and coalesce(v.valid_until > v_now, true) as is_current
        from trials as t
        cross join lateral (
            values
            (t.started_at, least(t.ended_at, t.converted_at), 'trialing', 'full', null),
            (t.ended_at, t.converted_at, 'suspended', 'read_only', 'trial_ended'),
            (t.converted_at, null, 'canceled', 'read_only', 'converted')
        ) as v (valid_from, valid_until, status, access, status_reason)
        -- What begins never, or not before the next, was not.
        where v.valid_from < coalesce(v.valid_until, 'infinity')
    ),

    subscriptions as (
        insert into billing.subscriptions (
            organization_id, id, source, status, access, status_reason, hold, started_at,
            trial_started_at, trial_ends_at, ended_at, created_at
        )
        select
            v.organization_id,
            v.id,
            'import',
            v.status,
            v.access,
            v.status_reason,
            case v.status when 'suspended' then 'trial_ended' else 'none' end,
            v.started_at,
            v.started_at,
            v.ended_at,
            case when v.status = 'canceled' then v.converted_at end,
            v_now
        from (
            select distinct on (n.organization_id, n.id) n.*
            from versions as n
            -- A trial that is still to come is what it will be.
            order by n.organization_id, n.id, n.is_current desc, lower(n.valid_during)
        ) as v
    ),

    facts as (
        insert into billing.subscription_facts (
            organization_id, subscription_id, kind, details, effective_at, known_at
        )
        select
            t.organization_id,
            t.id,
            f.kind,
            f.details,
            f.effective_at,
            v_now
        from trials as t
        cross join lateral (
            values
            ('trial_started', jsonb_build_object('ends_at', t.ended_at), t.started_at),
            ('trial_converted', jsonb_build_object(), t.converted_at)
        ) as f (kind, details, effective_at)
        where f.effective_at is not null
    )

    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access, status_reason,
        caused_by
    )
    select
        v.organization_id,
        v.id,
        v.valid_during,
        tstzrange(v_now, null),
        v.status,
        v.access,
        v.status_reason,
        'import:trials'
    from versions as v;

    perform billing.elect_primary(l.organization_id)
    from (
        select distinct s.organization_id
        from billing.subscriptions as s
        where s.source = 'import' and s.status <> 'canceled'
    ) as l;

    select count(*)
    into v_count
    from billing.subscriptions as s
    where s.source = 'import' and s.created_at = v_now and s.trial_started_at is not null;
    return v_count;
end
$$;

comment on function billing.import_trials(text[], date[], date[], date[]) is
'Brings in trials that customers had elsewhere: from started_on until ended_on (null is open), and
the day on which a customer began to pay (null is not yet). A customer whose history was imported keeps
its organization. Known from now on. Returns how many trials there were.';
