create function analytics.contracts_at(
    at timestamptz default util.now(),
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    organization_id uuid,
    subscription_id uuid,
    tier text,
    cycle text,
    kind text,
    code text,
    quantity bigint,
    list_arr bigint,
    net_arr bigint
)
language sql
stable
begin atomic
    select
        v.organization_id,
        v.subscription_id,
        p.plan_code as tier,
        v.cycle,
        i.item ->> 'kind' as kind,
        i.item ->> 'code' as code,
        (i.item ->> 'quantity')::bigint as quantity,
        coalesce((i.item ->> 'list_arr_cents')::bigint, v.list_arr_cents) as list_arr,
        coalesce((i.item ->> 'net_arr_cents')::bigint, v.net_arr_cents) as net_arr
    from billing.subscription_versions as v
    inner join identity.organizations as o on v.organization_id = o.id
    left join catalog.plan_versions as p on v.plan_version_id = p.id
    -- Imported history knows amounts but no items: one row for the whole.
    left join lateral jsonb_array_elements(v.items) as i (item) on true
    where
        v.valid_during @> (select contracts_at.at)
        and v.known_during @> (select contracts_at.known_at)
        and v.status in ('active', 'past_due')
        and v.currency = (select coalesce(contracts_at.currency, util.setting('default_currency')))
        and not o.is_sandbox;
end;

comment on function analytics.contracts_at(timestamptz, timestamptz, text) is
$$What is paid for at an instant, item by item

The plan and the add-ons (kind, code) of all active and past due subscriptions, in annualised
cents before and after discounts. Summed and divided by twelve, net_arr is the mrr of mrr_at.
Imported history has one row without kind and code for each subscription.

Example: professional, monthly, plan, quantity 1, list_arr 238800, net_arr 214920 after 10 % off;
and its add-on users, quantity 4, list_arr 24000, net_arr 21600.$$;

grant execute on function analytics.contracts_at(timestamptz, timestamptz, text)
to platform_admin, analyst;
