-- Runs with the caller's rights: analysts and staff have grants on the few columns that it reads,
-- but no usage of the schemas, so this (begin atomic, bound at creation) is their only way to them.
-- A definer function would work too, but would not be inlined and would read past row-level
-- security.
create or replace function analytics.mrr_at(
    at timestamptz default util.now(),
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (mrr numeric, list_mrr numeric, customers bigint)
language sql
stable
begin atomic
    select
        analytics.per_month(coalesce(sum(v.net_arr_cents), 0)) as mrr,
        analytics.per_month(coalesce(sum(v.list_arr_cents), 0)) as list_mrr,
        -- Nobody pays less than nothing: whoever pays for something pays more than nothing.
        count(distinct v.organization_id) filter (where v.net_arr_cents > 0) as customers
    from (
        -- What goes on, as far as is known: few rows, in the order in which they are counted. Dates
        -- are selected, so that defaults are asked for once and not for every row.
        select
            o.organization_id,
            o.currency,
            o.list_arr_cents,
            o.net_arr_cents
        from billing.subscription_versions as o
        where
            o.status in ('active', 'past_due')
            and upper_inf(o.valid_during)
            and upper_inf(o.known_during)
            and lower(o.valid_during) <= (select mrr_at.at)
            and lower(o.known_during) <= (select mrr_at.known_at)
        union all
        -- What was, or was once believed. Both ranges hold their instants only if neither ends
        -- before the earlier of the two; "is true", so that the index over both ranges is not taken
        -- for few rows: most of what is known is known now.
        select
            c.organization_id,
            c.currency,
            c.list_arr_cents,
            c.net_arr_cents
        from billing.subscription_versions as c
        where
            c.status in ('active', 'past_due')
            and not (upper_inf(c.valid_during) and upper_inf(c.known_during))
            and least(upper(c.valid_during), upper(c.known_during))
            > (select least(mrr_at.at, mrr_at.known_at))
            and lower(c.valid_during) <= (select mrr_at.at)
            and (c.valid_during @> (select mrr_at.at)) is true
            and (c.known_during @> (select mrr_at.known_at)) is true
    ) as v
    where
        v.currency = (select coalesce(mrr_at.currency, util.setting('default_currency')))
        and v.organization_id <> all(
            array(
                select s.id from identity.organizations as s
                where s.is_sandbox
            )
        );
end;

comment on function analytics.mrr_at(timestamptz, timestamptz, text) is
$$Monthly recurring revenue at an instant

As it was at "at", as it was known at "known_at", in one currency (by default the platform's). mrr
and list_mrr (before discounts) are cents, exact and not rounded; customers are organizations that
pay more than nothing. Active and past due subscriptions count; sandbox organizations do not.

Example: one pays 529.00 a year, one 199.00 a month less 10 %: mrr 22318.33…, list_mrr 24308.33…,
customers 2.$$;

grant select (
    organization_id, subscription_id, valid_during, known_during, status, currency, items,
    list_arr_cents, net_arr_cents, caused_by
) on billing.subscription_versions to platform_admin, analyst;
grant select (id, is_sandbox) on identity.organizations to platform_admin, analyst;
grant execute on function analytics.mrr_at(timestamptz, timestamptz, text)
to platform_admin, analyst;
