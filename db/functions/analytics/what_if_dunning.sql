create function analytics.what_if_dunning(
    suspend_after_days integer,
    from_date date default null,
    as_of date default (util.now() at time zone 'UTC')::date,
    currency text default null
)
returns table (
    month date,
    cases bigint,
    paid bigint,
    mrr numeric,
    suspended bigint,
    suspended_after bigint,
    suspended_mrr numeric,
    suspended_mrr_after numeric,
    interrupted bigint,
    interrupted_after bigint,
    unpaid numeric,
    unpaid_after numeric
)
language sql
stable
begin atomic
    with lived as (
        select
            c.opened_at,
            v.net_arr_cents as arr,
            coalesce(c.closed_at < u.until_at and c.outcome in ('paid', 'void'), false) as is_paid,
            s.suspended_at is not null as is_suspended,
            -- From the first failure to the end of the case, or to where we look.
            extract(epoch from e.ended_at - c.opened_at) / 86400 as days,
            extract(epoch from s.suspended_at - c.opened_at) / 86400 as days_to_suspension
        from billing.dunning_cases as c
        inner join identity.organizations as o on c.organization_id = o.id
        cross join (
            select
                least(
                    (what_if_dunning.as_of + 1)::timestamp at time zone 'UTC', util.now()
                ) as until_at,
                coalesce(
                    what_if_dunning.from_date, what_if_dunning.as_of - 365
                )::timestamp at time zone 'UTC' as from_at
        ) as u
        cross join lateral (select least(c.closed_at, u.until_at) as ended_at) as e
        inner join billing.subscription_versions as v
            on
                c.organization_id = v.organization_id
                and c.subscription_id = v.subscription_id
                and v.valid_during @> c.opened_at
                and upper_inf(v.known_during)
        left join lateral (
            select min(a.taken_at) as suspended_at
            from billing.dunning_actions as a
            inner join billing.dunning_steps as p
                on c.policy_code = p.policy_code and a.position = p.position
            where
                a.organization_id = c.organization_id
                and a.case_id = c.id
                and p.restriction = 'suspend'
                and a.taken_at < e.ended_at
        ) as s on true
        where
            c.opened_at >= u.from_at
            and c.opened_at < u.until_at
            and v.currency = coalesce(what_if_dunning.currency, util.setting('default_currency'))
            and not o.is_sandbox
    ),

    relived as (
        select
            l.*,
            coalesce(l.days > what_if_dunning.suspend_after_days, false) as is_suspended_after,
            least(l.days, what_if_dunning.suspend_after_days) as served_days_after
        from lived as l
    )

    select
        date_trunc('month', r.opened_at at time zone 'UTC')::date as month,
        count(*) as cases,
        count(*) filter (where r.is_paid) as paid,
        analytics.per_month(sum(r.arr)) as mrr,
        count(*) filter (where r.is_suspended) as suspended,
        count(*) filter (where r.is_suspended_after) as suspended_after,
        analytics.per_month(coalesce(sum(r.arr) filter (where r.is_suspended), 0)) as suspended_mrr,
        analytics.per_month(
            coalesce(sum(r.arr) filter (where r.is_suspended_after), 0)
        ) as suspended_mrr_after,
        count(*) filter (where r.is_paid and r.is_suspended) as interrupted,
        count(*) filter (where r.is_paid and r.is_suspended_after) as interrupted_after,
        coalesce(
            sum(r.arr * coalesce(r.days_to_suspension, r.days) / 365)
            filter (where not r.is_paid),
            0
        ) as unpaid,
        coalesce(
            sum(r.arr * r.served_days_after / 365) filter (where not r.is_paid), 0
        ) as unpaid_after
    from relived as r
    group by 1
    order by 1;
end;

comment on function analytics.what_if_dunning(integer, date, date, text) is
$$What would have been if unpaid bills led to suspension after another number of days

Computed on copies of the cases of dunning that were opened from from_date (365 days before as_of)
until as_of: nothing is changed and nothing locked. Everybody pays, and is given up, when they
really did or were; only the suspension moves, to suspend_after_days after the first failure (null
is never). One row for each month in which cases were opened: how many (cases), how many were paid
in the end (paid), and the MRR behind them; how many of them were suspended, really and then, and
their MRR, which counts as churn from then on; those among them who paid after all (interrupted),
who come back as reactivation; and what was served to those who never paid (unpaid), in cents. What
another policy would make people do is not in the data.

Example: one of 365.00 a year pays on day 10, one never, and is suspended on day 21. With 7 days:
suspended 1 and suspended_after 2, interrupted 0 and interrupted_after 1, unpaid 2100 and
unpaid_after 700.$$;

grant select (organization_id, id, subscription_id, policy_code, opened_at, closed_at, outcome)
on billing.dunning_cases to platform_admin, analyst;
grant select (organization_id, case_id, position, taken_at)
on billing.dunning_actions to platform_admin, analyst;
grant select (policy_code, position, restriction)
on billing.dunning_steps to platform_admin, analyst;
grant execute on function analytics.what_if_dunning(integer, date, date, text)
to platform_admin, analyst;
