create function analytics.forget_totals()
returns void
language sql
set search_path = ''
as $$
    -- A refresh that is under way ends first.
    select from analytics.refresh_candidates as c for update;
    delete from analytics.refreshes as r;
$$;

comment on function analytics.forget_totals() is
$$Has everything computed from the ledger until the totals are refreshed

For who adds to what was known at a time in the past (util.replay_clock), before the end of the
same transaction: totals as known then would lack it.$$;
