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
        analytics.per_month(coalesce(sum(c.net_arr_cents), 0)) as mrr,
        analytics.per_month(coalesce(sum(c.list_arr_cents), 0)) as list_mrr,
        count(*) filter (where c.net_arr_cents > 0) as customers
    from (
        select
            sum(v.net_arr_cents) as net_arr_cents,
            sum(v.list_arr_cents) as list_arr_cents
        from billing.subscription_versions as v
        inner join identity.organizations as o on v.organization_id = o.id
        where
            -- Selected, so that defaults are asked for once and not for every row.
            v.valid_during @> (select mrr_at.at)
            and v.known_during @> (select mrr_at.known_at)
            and v.status in ('active', 'past_due')
            and v.currency = (select coalesce(mrr_at.currency, util.setting('default_currency')))
            and not o.is_sandbox
        group by v.organization_id
    ) as c;
end;

comment on function analytics.mrr_at(timestamptz, timestamptz, text) is
$$Monthly recurring revenue at an instant

As it was at "at", as it was known at "known_at", in one currency (by default the platform's). mrr
and list_mrr (before discounts) are cents, exact and not rounded; customers are organizations that
pay more than nothing. Active and past due subscriptions count; sandbox organizations do not.$$;

grant select (
    organization_id, subscription_id, valid_during, known_during, status, currency, items,
    list_arr_cents, net_arr_cents, caused_by
) on billing.subscription_versions to platform_admin, analyst;
grant select (id, is_sandbox) on identity.organizations to platform_admin, analyst;
grant execute on function analytics.mrr_at(timestamptz, timestamptz, text)
to platform_admin, analyst;
