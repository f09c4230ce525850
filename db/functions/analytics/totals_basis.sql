create function analytics.totals_basis(
    grain text, as_of date, known_at timestamptz, currency text
)
returns table (known_at timestamptz, changed_ids uuid[])
language sql
stable
begin atomic
    select
        r.known_at,
        l.changed_ids
    from analytics.refreshes as r
    cross join
        lateral (
            select
                count(*) as n,
                array_agg(distinct c.organization_id) as changed_ids
            from (
                -- Whether there are as many is all that is asked, not who.
                select e.organization_id -- noqa: AM09
                from
                    analytics.learned_between(
                        least(r.known_at, totals_basis.known_at),
                        greatest(r.known_at, totals_basis.known_at)
                    ) as e (organization_id)
                limit 501 -- noqa: AM09
            ) as c
        ) as l
    where
        r.currency = totals_basis.currency
        and r.made_by = 'analytics.mrr_changes'::regproc::oid
        and totals_basis.as_of <= r.through_on
        -- The last period is open, unless as_of is its last day; the totals have it open once.
        and (
            totals_basis.as_of = r.through_on
            or date_trunc(totals_basis.grain, (totals_basis.as_of + 1)::timestamp)
            = (totals_basis.as_of + 1)::timestamp
        )
        and l.n <= 500;
end;

comment on function analytics.totals_basis(text, date, timestamptz, text) is
$$Whether the totals can be used, as known when they are, and whom to look up again

One row if the totals of the currency have as_of (it is the day of their refresh, or an earlier
period's last), and little became known between them and known_at: changed_ids are the customers
concerned, null without any. Otherwise no row: compute from the ledger.$$;

grant select on analytics.refreshes to platform_admin, analyst;
grant execute on function analytics.totals_basis(text, date, timestamptz, text)
to platform_admin, analyst;
