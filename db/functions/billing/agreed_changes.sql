create or replace function billing.agreed_changes()
returns table (
    subscription_id uuid,
    plan_code text,
    cycle text,
    add_on_code text,
    quantity bigint,
    effective_at timestamptz
)
language plpgsql
stable
security definer -- of a contract its customer sees what is to come, not what else was agreed
set search_path = ''
as $$
begin
    return query
    with contract as (
        select
            c.subscription_id,
            c.next_state -> 'items' as next_items,
            billing.contract_state(c.organization_id, c.subscription_id) -> 'items' as present_items,
            case when c.months_begun = 0 then c.starts_at else s.current_period_end end
                as effective_at
        from billing.contracts as c
        inner join billing.subscriptions as s
            on c.organization_id = s.organization_id and c.subscription_id = s.id
        where
            c.organization_id = identity.current_organization_id()
            and c.next_state ? 'items'
            and s.status <> 'canceled'
            and s.cancel_at is null
    )

    select
        c.subscription_id,
        case when i.kind = 'plan' then i.code end,
        case when i.kind = 'plan' then case i.unit when 'year' then 'annual' else 'monthly' end end,
        case when i.kind = 'add_on' then i.code end,
        i.quantity,
        c.effective_at
    from contract as c
    cross join lateral (
        select
            coalesce(n.item ->> 'kind', p.item ->> 'kind') as kind,
            coalesce(n.item ->> 'code', p.item ->> 'code') as code,
            n.item ->> 'interval' as unit,
            case n.item ->> 'kind'
                when 'plan' then null
                else coalesce((n.item ->> 'quantity')::bigint, 0)
            end as quantity
        from jsonb_array_elements(c.next_items) as n (item)
        full join jsonb_array_elements(coalesce(c.present_items, '[]')) as p (item)
            on n.item ->> 'id' = p.item ->> 'id'
        where
            n.item ->> 'code' is distinct from p.item ->> 'code'
            or n.item ->> 'quantity' is distinct from p.item ->> 'quantity'
            -- Add-ons follow the plan's cycle.
            or n.item ->> 'kind' = 'plan'
            and n.item ->> 'interval' is distinct from p.item ->> 'interval'
    ) as i;
end
$$;

comment on function billing.agreed_changes() is
'What the next period of the caller''s contract brings that the present one has not: another plan or
cycle, or another number of an add-on.';

grant execute on function billing.agreed_changes() to authenticated;
