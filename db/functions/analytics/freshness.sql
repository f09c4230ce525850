create view analytics.freshness
with (security_invoker = true)
as
select
    r.currency,
    r.through_on as as_of,
    r.known_at,
    r.refreshed_at,
    (
        select count(distinct l.organization_id)
        from analytics.learned_between(r.known_at, util.now()) as l (organization_id)
    ) as changed_customers
from analytics.refreshes as r;

comment on view analytics.freshness is
$$How fresh the totals are from which series are answered quickly

One row for each currency: up to which day they are (as_of), as known when (known_at), written when
(refreshed_at), and of how many customers something became known since. Figures never depend on it:
those customers are computed anew for every answer, and everybody is where that is quicker.$$;

grant select on analytics.freshness to platform_admin, analyst;
