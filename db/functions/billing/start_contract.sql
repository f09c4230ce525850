create or replace function billing.start_contract(
    organization_id uuid,
    plan_code text,
    cycle text,
    add_ons jsonb,
    net_terms_days integer,
    po_number text,
    discount jsonb,
    tax_basis_points integer,
    starts_at timestamptz,
    reason text
)
returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_reason text := billing.require_reason(reason);
    v_currency text := util.setting('default_currency');
    v_now timestamptz := util.now(start_contract.organization_id);
    -- Periods are told in whole seconds, as Stripe tells them.
    v_starts_at timestamptz := date_trunc('second', coalesce(start_contract.starts_at, v_now));
    v_plan_version_id uuid;
    v_items jsonb;
    v_subscription_id uuid;
begin
    perform billing.lock_numbering();
    perform billing.find_commanded(start_contract.organization_id, 'start_manual_subscription');
    if billing.is_held_by_staff(start_contract.organization_id) then
        perform util.fail(
            409, 'transition_refused', 'This organization has been suspended',
            jsonb_build_object('command', 'start_manual_subscription', 'status', 'suspended'),
            'Reactivate it first'
        );
    end if;
    if billing.has_live_subscription(start_contract.organization_id) then
        perform util.fail(
            409, 'already_subscribed', 'This organization has a subscription already',
            hint => 'Change it, or cancel it first'
        );
    end if;
    if coalesce(net_terms_days not between 0 and 365, true) then
        perform util.fail(
            400, 'invalid_argument', 'net_terms_days is 0 to 365',
            jsonb_build_object('argument', 'net_terms_days')
        );
    end if;
    if coalesce(tax_basis_points not between 0 and 10000, true) then
        perform util.fail(
            400, 'invalid_argument', 'tax_basis_points is 0 to 10000',
            jsonb_build_object('argument', 'tax_basis_points')
        );
    end if;
    if v_starts_at not between v_now - interval '1 year' and v_now + interval '1 year' then
        perform util.fail(
            400, 'invalid_argument', 'starts_at is at most a year away',
            jsonb_build_object('argument', 'starts_at')
        );
    end if;
    select v.plan_version_id into v_plan_version_id
    from catalog.current_plan_versions() as v
    where v.plan_code = start_contract.plan_code;
    v_items = billing.require_contract_items(
        v_plan_version_id, cycle, v_currency, coalesce(add_ons, '{}')
    );

    insert into billing.subscriptions (
        organization_id, source, status, access, started_at, created_at
    )
    values (
        start_contract.organization_id, 'manual', 'incomplete', 'read_only', v_starts_at, v_now
    )
    returning id into v_subscription_id;

    insert into billing.contracts (
        organization_id, subscription_id, starts_at, net_terms_days, po_number, tax_basis_points,
        currency, next_state, created_at
    )
    values (
        start_contract.organization_id,
        v_subscription_id,
        v_starts_at,
        start_contract.net_terms_days,
        case
            when start_contract.po_number <> ''
                then identity.require_text('po_number', start_contract.po_number, 60)
        end,
        start_contract.tax_basis_points,
        v_currency,
        jsonb_strip_nulls(jsonb_build_object(
            'status', 'active',
            'currency', v_currency,
            'collection_method', 'send_invoice',
            'start', billing.epoch(v_starts_at),
            'items', v_items,
            'discounts', billing.contract_discounts(discount, v_currency, v_starts_at),
            'agreed_by', identity.current_user_id(),
            'agreed_because', v_reason
        )),
        v_now
    );
    perform billing.renew_contract(start_contract.organization_id, v_subscription_id);
    perform billing.elect_primary(start_contract.organization_id);
    return v_subscription_id;
end
$$;

comment on function billing.start_contract(
    uuid, text, text, jsonb, integer, text, jsonb, integer, timestamptz, text
) is
'Begins a subscription that our own invoices bill, at starts_at: periods that have begun by now are
billed at once, a later start is the job''s. The organization''s trial ends when it begins. Returns
the subscription.';
