create view analytics.currencies
with (security_invoker = true)
as
select
    c.currency,
    c.currency = util.setting('default_currency') as is_default,
    (util.now() at time zone 'UTC')::date as today
from (
    select util.setting('default_currency') as currency
    union
    select r.currency from analytics.refreshes as r
    union
    -- What has become known since the totals were refreshed, or all where there are none.
    select v.currency
    from billing.subscription_versions as v
    where
        v.organization_id in (
            select l.organization_id
            from
                analytics.learned_between(
                    coalesce(
                        (select max(r.known_at) from analytics.refreshes as r), '-infinity'
                    ),
                    util.now()
                ) as l (organization_id)
        )
        and v.net_arr_cents > 0
        and v.currency is not null
) as c;

comment on view analytics.currencies is
$$In which currencies there is, or was, revenue

What every series can be asked for as its currency; is_default marks the one that is meant when
nothing is said, which is there in any case. Currencies are never added up. today is the as_of that
is meant when nothing is said.$$;

grant select on analytics.currencies to platform_admin, analyst;
