create function analytics.correct_totals(currency text, known_at timestamptz)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_last analytics.refreshes;
    v_changed_ids uuid[];
    v_count bigint := 0::bigint;
begin
    select r.* into strict v_last
    from analytics.refreshes as r
    where r.currency = correct_totals.currency;
    v_changed_ids = array(
        select distinct l.organization_id
        from analytics.learned_between(
            v_last.known_at, correct_totals.known_at
        ) as l (organization_id)
    );

    if v_changed_ids <> '{}' then
        v_count = analytics.add_to_totals(
            -1, v_last.through_on, v_last.known_at, correct_totals.currency, v_changed_ids
        ) + analytics.add_to_totals(
            1, v_last.through_on, correct_totals.known_at, correct_totals.currency, v_changed_ids
        );
    end if;

    update analytics.refreshes as r
    set known_at = correct_totals.known_at, refreshed_at = util.wall_clock()
    where r.currency = correct_totals.currency;

    return v_count + analytics.store_projection(
        v_last.through_on, correct_totals.known_at, correct_totals.currency
    );
end
$$;

comment on function analytics.correct_totals(text, timestamptz) is
$$Has the totals of a currency, as of the day that they are of, as known later

Customers of whom something became known since are taken away as they were known, and added as
they are known at known_at: what rebuild_totals would write, for the price of those customers.
Returns how many rows were written.$$;
