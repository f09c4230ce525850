create or replace function billing.plan_change(
    subscription billing.subscriptions,
    plan_code text,
    cycle text,
    out price_id uuid,
    out effect text
)
language plpgsql
stable
set search_path = ''
as $$
declare
    v_price catalog.prices;
    v_plan_code text;
    v_cycle text := coalesce(plan_change.cycle, (subscription).cycle);
    v_unit_amount bigint;
    v_comparison bigint;
begin
    select v.plan_code into v_plan_code
    from catalog.plan_versions as v
    where v.id = (subscription).plan_version_id;

    select i.unit_amount_cents into v_unit_amount
    from billing.subscription_items as i
    where
        i.organization_id = (subscription).organization_id
        and i.subscription_id = (subscription).id
        and i.position = 1;

    -- Who keeps the plan keeps its version, too.
    select p.* into v_price
    from catalog.price_for(
        case
            when coalesce(plan_change.plan_code, v_plan_code) = v_plan_code
                then (subscription).plan_version_id
            else (
                select c.plan_version_id
                from catalog.current_plan_versions() as c
                inner join catalog.plans as l on c.plan_code = l.code
                where c.plan_code = plan_change.plan_code and l.is_public
            )
        end,
        v_cycle,
        (subscription).currency
    ) as p;

    if v_price.id is null then
        perform util.fail(
            400, 'invalid_argument', 'There is no such plan for sale',
            jsonb_build_object(
                'argument', 'plan_code', 'plan_code', plan_change.plan_code, 'cycle', v_cycle
            ),
            'Plans and their cycles are listed in plans'
        );
    end if;

    price_id = v_price.id;
    -- Tiers are compared by what they cost in the present cycle.
    v_comparison = case
        when v_price.plan_version_id = (subscription).plan_version_id then 0
        else (
            select p.unit_amount_cents - v_unit_amount
            from catalog.price_for(
                v_price.plan_version_id, (subscription).cycle, (subscription).currency
            ) as p
        )
    end;
    effect = case
        when v_price.plan_version_id = (subscription).plan_version_id
            and v_price.cycle = (subscription).cycle
            then 'none'
        when (subscription).status = 'trialing' then 'now'
        when v_comparison > 0 then 'now'
        when v_comparison < 0 then 'period_end'
        when v_price.cycle = 'annual' or v_price.cycle = (subscription).cycle then 'now'
        else 'period_end'
    end;
end
$$;

comment on function billing.plan_change(billing.subscriptions, text, text) is
'The price that a change of plan or cycle leads to (null stays what it is), and when: a higher tier
now, a lower one at the end of the period; of the same tier the annual cycle now, the monthly one at
the end; in a trial everything now, for nothing is paid yet. none when nothing would change.';
