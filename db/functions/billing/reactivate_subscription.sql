create or replace function billing.reactivate_subscription(organization_id uuid)
returns billing.stripe_commands
language plpgsql
set search_path = ''
as $$
declare
    v_plan_code text;
    v_cycle text;
begin
    select
        v.plan_code,
        s.cycle
    into v_plan_code, v_cycle
    from billing.subscriptions as s
    inner join catalog.plan_versions as v on s.plan_version_id = v.id
    where
        s.organization_id = reactivate_subscription.organization_id
        and s.source <> 'trial'
        and s.status = 'canceled'
    order by s.ended_at desc, s.id
    limit 1;

    if v_plan_code is null then
        perform util.fail(
            409, 'checkout_required', 'No subscription has ended that could be taken up again',
            hint => 'Choose a plan and pay with start_checkout'
        );
    end if;
    return billing.start_checkout(organization_id, v_plan_code, v_cycle, true);
end
$$;

comment on function billing.reactivate_subscription(uuid) is
'Leads to the page where the plan that ended last is bought again, at today''s price. A card that
Stripe kept is offered there; the bank may ask for consent, which only its owner can give.';
