create or replace function billing.import_history(
    customer_ids text[],
    amounts numeric[],
    unit text,
    started_on date[],
    ended_on date[],
    currency text default null
)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now();
    v_currency text := coalesce(import_history.currency, util.setting('default_currency'));
    v_count bigint;
begin
    perform billing.require_empty_book('import:history');
    if coalesce(import_history.unit not in ('arr_cents', 'mrr_cents'), true) then
        perform util.fail(
            400, 'invalid_argument', 'Amounts are arr_cents or mrr_cents',
            jsonb_build_object('argument', 'unit', 'value', import_history.unit)
        );
    end if;
    if exists (
        select from unnest(
            import_history.customer_ids, import_history.amounts, import_history.started_on
        ) as r (customer_id, amount, started_on)
        where
            coalesce(r.customer_id, '') = '' or r.amount is null or r.amount < 0
            or r.started_on is null
    ) then
        perform util.fail(
            400, 'invalid_argument',
            'Every row needs a customer, an amount of at least nothing, and a start'
        );
    end if;
    perform billing.import_customers(import_history.customer_ids, import_history.started_on);

    with contracts as materialized (
        -- Rows of a customer overlap and add up, so each is a subscription of its own.
        select
            c.organization_id,
            gen_random_uuid() as id,
            a.arr_cents,
            r.started_on::timestamp at time zone 'UTC' as started_at,
            r.ended_on::timestamp at time zone 'UTC' as ended_at,
            coalesce(
                r.ended_on::timestamp at time zone 'UTC' <= v_now, false
            ) as is_over
        from unnest(
            import_history.customer_ids, import_history.amounts, import_history.started_on,
            import_history.ended_on
        ) as r (customer_id, amount, started_on, ended_on)
        inner join billing.imported_customers as c on r.customer_id = c.customer_id
        cross join lateral (
            select
                round(
                    r.amount * case import_history.unit when 'mrr_cents' then 12 else 1 end
                )::bigint as arr_cents
        ) as a
        where a.arr_cents > 0 and coalesce(r.started_on < r.ended_on, true)
    ),

    subscriptions as (
        insert into billing.subscriptions (
            organization_id, id, source, status, access, currency, started_at, cancel_at, ended_at,
            list_arr_cents, net_arr_cents, created_at, is_primary
        )
        select
            n.organization_id,
            n.id,
            'import',
            case when n.is_over then 'canceled' else 'active' end,
            case when n.is_over then 'read_only' else 'full' end,
            v_currency,
            n.started_at,
            case when not n.is_over then n.ended_at end,
            case when n.is_over then n.ended_at end,
            n.arr_cents,
            n.arr_cents,
            v_now,
            -- The only one that has not ended need not be elected: most customers have one.
            not n.is_over
            and count(*) filter (where not n.is_over) over (partition by n.organization_id) = 1
            and not exists (
                select from billing.subscriptions as s
                where s.organization_id = n.organization_id and s.status <> 'canceled'
            )
        from contracts as n
        -- In the order of the keys, so that indexes grow in one place at a time.
        order by n.organization_id
    )

    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access, currency,
        list_arr_cents, net_arr_cents, caused_by
    )
    select
        n.organization_id,
        n.id,
        v.valid_during,
        tstzrange(v_now, null),
        v.status,
        v.access,
        v_currency,
        n.arr_cents,
        n.arr_cents,
        'import:history'
    from contracts as n
    cross join lateral (
        values
        (tstzrange(n.started_at, n.ended_at), 'active', 'full'),
        (case when n.is_over then tstzrange(n.ended_at, null) end, 'canceled', 'read_only')
    ) as v (valid_during, status, access)
    where v.valid_during is not null
    order by n.organization_id, n.id;

    perform billing.elect_primary(l.organization_id)
    from (
        select s.organization_id
        from billing.subscriptions as s
        where s.source = 'import' and s.status <> 'canceled'
        group by s.organization_id
        having count(*) > 1 or not bool_or(s.is_primary)
    ) as l;

    select count(*)
    into v_count
    from billing.subscriptions as s
    where s.source = 'import' and s.created_at = v_now and s.trial_started_at is null;
    return v_count;
end
$$;

comment on function billing.import_history(text[], numeric[], text, date[], date[], text) is
'Brings in what customers paid elsewhere: from started_on until the day before ended_on (null is
open) so many cents a year (unit arr_cents) or a month (mrr_cents), in one currency (by default the platform''s). Rows of a customer may
overlap and add up. A row that is for nothing, or ends before it begins, makes its customer known and
contributes no revenue. Known from now on. Returns how many subscriptions were made.';
