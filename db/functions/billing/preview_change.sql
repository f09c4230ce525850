create or replace function billing.preview_change(
    organization_id uuid,
    plan_code text default null,
    cycle text default null,
    add_ons jsonb default null,
    at timestamptz default null
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_at timestamptz := date_trunc('second', coalesce(at, util.now(organization_id)));
    v_subscription billing.subscriptions;
    v_price_id uuid;
    v_owned jsonb;
    v_change record;
    v_now_add_ons jsonb;
    v_end_add_ons jsonb;
    v_is_later boolean := false;
    v_wish record;
    v_effect text;
    v_before jsonb;
    v_after jsonb;
    v_discounts jsonb;
    v_is_restarted boolean;
    v_lines jsonb := jsonb_build_array();
    v_total bigint;
    v_balance bigint;
    v_renews_at timestamptz;
    v_renewal_discounts jsonb;
    v_renewal bigint;
begin
    select s.* into v_subscription
    from billing.subscriptions as s
    where s.organization_id = preview_change.organization_id and s.is_primary;

    perform billing.refuse_sales_led(v_subscription);
    if v_subscription.source is distinct from 'stripe' then
        return billing.preview_checkout(organization_id, plan_code, cycle, v_at);
    end if;
    perform billing.assert_transition(organization_id, 'change_plan');
    perform billing.refuse_while_leaving(v_subscription, 'change_plan');
    if jsonb_typeof(add_ons) <> 'object' then
        perform util.fail(
            400, 'invalid_argument', 'Add-ons are an object of code and quantity',
            '{"argument": "add_ons"}'
        );
    end if;

    select i.price_id into v_price_id
    from billing.subscription_items as i
    where
        i.organization_id = v_subscription.organization_id
        and i.subscription_id = v_subscription.id
        and i.position = 1;
    select coalesce(jsonb_object_agg(p.add_on_code, i.quantity), '{}') into v_owned
    from billing.subscription_items as i
    inner join catalog.prices as p on i.price_id = p.id
    where
        i.organization_id = v_subscription.organization_id
        and i.subscription_id = v_subscription.id
        and p.add_on_code is not null;

    -- Each part counts when the command for it would.
    v_change = billing.plan_change(v_subscription, plan_code, cycle);
    v_is_later = v_change.effect = 'period_end';
    v_now_add_ons = v_owned;
    v_end_add_ons = v_owned || coalesce(preview_change.add_ons, '{}');
    for v_wish in
        select
            a.key as code,
            case when a.value ~ '^[0-9]{1,6}$' then a.value::bigint end as quantity
        from jsonb_each_text(preview_change.add_ons) as a
    loop
        v_effect = billing.add_on_effect(v_subscription, v_wish.code, v_wish.quantity);
        v_is_later = v_is_later or v_effect = 'period_end';
        if v_effect = 'now' then
            v_now_add_ons = v_now_add_ons || jsonb_build_object(v_wish.code, v_wish.quantity);
        end if;
    end loop;
    v_before = billing.contract_items(v_price_id, v_owned);
    v_after = billing.contract_items(
        case when v_change.effect = 'now' then v_change.price_id else v_price_id end, v_now_add_ons
    );
    v_discounts = billing.discounts_in_force(v_subscription, v_at);
    v_renews_at = v_subscription.current_period_end;
    v_is_restarted = v_subscription.status <> 'trialing'
        and v_before -> 0 -> 'cycle' <> v_after -> 0 -> 'cycle';

    if v_is_restarted then
        -- Another interval begins a period: all that is left of this one is credit.
        v_renews_at = util.add_months(
            v_at, case v_after -> 0 ->> 'cycle' when 'annual' then 12 else 1 end
        );
        v_lines = billing.proration_lines(v_subscription, v_before, '[]', v_discounts, v_at)
            || billing.period_lines(v_after, v_discounts, v_at, v_renews_at);
    elsif v_subscription.status <> 'trialing' then
        v_lines = billing.proration_lines(
            v_subscription, v_before, v_after, v_discounts, v_at
        );
    end if;

    select c.balance_cents into v_balance
    from billing.customers as c
    where c.organization_id = preview_change.organization_id;
    v_total = billing.lines_total(v_lines);

    -- What is for one use is used by the first bill of anything.
    select coalesce(jsonb_agg(d.terms order by d.position), '[]') into v_renewal_discounts
    from jsonb_array_elements(billing.discounts_in_force(v_subscription, v_renews_at))
        with ordinality as d (terms, position)
    where d.terms ->> 'duration' <> 'once' or v_total <= 0;
    v_renewal = billing.lines_total(billing.period_lines(
        billing.contract_items(v_change.price_id, v_end_add_ons), v_renewal_discounts,
        v_renews_at, v_renews_at
    ));

    return jsonb_build_object(
        'effect', case
            when v_before is distinct from v_after and v_is_later then 'both'
            when v_before is distinct from v_after then 'now'
            when v_is_later then 'period_end'
            else 'none'
        end,
        'effective_at', case
            when v_before is distinct from v_after then v_at
            when v_is_later then v_subscription.current_period_end
        end,
        'currency', v_subscription.currency,
        'plan_version_id', (
            select p.plan_version_id
            from catalog.prices as p
            where p.id = v_change.price_id
        ),
        'add_ons', v_end_add_ons,
        'lines', v_lines,
        'credit_cents', (
            select coalesce(-sum((l.line ->> 'amount_cents')::bigint), 0)
            from jsonb_array_elements(v_lines) as l (line)
            where l.line ->> 'kind' = 'credit'
        ),
        'due_now_cents', case
            when v_lines <> '[]' then greatest(0, v_total + v_balance)
            else 0
        end,
        'balance_cents', case
            when v_lines <> '[]' then least(0, v_total + v_balance)
            else v_balance
        end,
        'next_renewal', jsonb_build_object(
            'at', v_renews_at,
            'amount_cents', greatest(0, v_renewal + case
                when v_lines <> '[]' then least(0, v_total + v_balance)
                else v_balance
            end)
        ),
        'is_exact', not jsonb_path_exists(
            v_discounts, '$[*] ? (exists(@.products) || exists(@.item) || !exists(@.duration))'
        )
        and not exists (
            select from billing.invoices as i
            where
                i.organization_id = preview_change.organization_id
                and i.subscription_id = v_subscription.id
                and i.tax_cents <> 0
        )
    );
end
$$;

comment on function billing.preview_change(uuid, text, text, jsonb, timestamptz) is
'What a change of plan, cycle and add-ons would cost at a moment (null is now), to the cent as
Stripe then bills it: lines, credit, what is due after the customer''s balance, the next renewal. null
leaves a part as it is. is_exact is false where only Stripe knows: taxes, and discounts that are
limited to some products or whose terms were never shown.';
