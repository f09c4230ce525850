create function analytics.rebuild_totals(currency text, as_of date, known_at timestamptz)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_count bigint;
begin
    delete from analytics.period_totals as t where t.currency = rebuild_totals.currency;
    delete from analytics.cohort_totals as t where t.currency = rebuild_totals.currency;
    delete from analytics.departure_totals as t where t.currency = rebuild_totals.currency;
    delete from analytics.breakdown_totals as t where t.currency = rebuild_totals.currency;

    v_count = analytics.add_to_totals(
        1,
        rebuild_totals.as_of,
        rebuild_totals.known_at,
        rebuild_totals.currency,
        array(select o.id from identity.organizations as o where not o.is_sandbox)
    );

    insert into analytics.refreshes as r (currency, through_on, known_at, refreshed_at, made_by)
    values (
        rebuild_totals.currency,
        rebuild_totals.as_of,
        rebuild_totals.known_at,
        util.wall_clock(),
        'analytics.mrr_changes'::regproc
    )
    on conflict on constraint refreshes_pkey do update
        set
            through_on = excluded.through_on,
            known_at = excluded.known_at,
            refreshed_at = excluded.refreshed_at,
            made_by = excluded.made_by;

    -- From the totals just written.
    return v_count + analytics.store_projection(
        rebuild_totals.as_of, rebuild_totals.known_at, rebuild_totals.currency
    );
end
$$;

comment on function analytics.rebuild_totals(text, date, timestamptz) is
$$Computes all totals of a currency anew, and the projection from them

From the history alone, up to as_of and as known at known_at. Nothing may be added afterwards to
what was known then: refresh_totals sees to that. Returns how many rows were written.$$;
