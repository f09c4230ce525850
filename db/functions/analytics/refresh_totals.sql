create function analytics.refresh_totals()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_candidate analytics.refresh_candidates;
    v_as_of date := (util.now() at time zone 'UTC')::date;
    v_currency text;
    v_count bigint := 0::bigint;
begin
    select c.* into v_candidate from analytics.refresh_candidates as c for update;

    -- A transaction knows things as of its beginning, and shows them when it commits.
    if found and exists (
        select from pg_locks as l
        where l.locktype = 'virtualxid' and l.virtualxid = any(v_candidate.transactions)
    ) then
        return 0::bigint;
    end if;

    if found then
        for v_currency in
            select distinct v.currency
            from billing.subscription_versions as v
            where v.net_arr_cents > 0 and v.currency is not null
        loop
            if exists (
                select from analytics.refreshes as r
                where
                    r.currency = v_currency
                    and r.through_on = v_as_of
                    and r.known_at <= v_candidate.known_at
                    and r.made_by = 'analytics.mrr_changes'::regproc
            ) then
                v_count = v_count + analytics.correct_totals(v_currency, v_candidate.known_at);
            else
                v_count = v_count + analytics.rebuild_totals(
                    v_currency, v_as_of, v_candidate.known_at
                );
            end if;
        end loop;
    end if;

    insert into analytics.refresh_candidates as c (known_at, transactions)
    select
        util.now(),
        coalesce(array_agg(l.virtualxid), '{}')
    from pg_locks as l
    where l.locktype = 'virtualxid' and l.pid <> pg_backend_pid()
    on conflict on constraint refresh_candidates_pkey do update
        set known_at = excluded.known_at, transactions = excluded.transactions;
    return v_count;
end
$$;

comment on function analytics.refresh_totals() is
$$Job: brings the totals up to date

Those of every currency, as known at an instant that an earlier run noted, if all transactions that
ran then have ended: nothing can be added any more to what was known at it. The first time on a day
all customers are computed anew, later those of whom something became known since. Then notes the
next instant. What becomes known meanwhile is added to every answer by total_periods and its like.
Returns how many rows were written.$$;
