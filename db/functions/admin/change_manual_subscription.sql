create function admin.change_manual_subscription(
    organization_id uuid,
    reason text,
    plan_code text default null,
    cycle text default null,
    add_ons jsonb default null,
    at_period_end boolean default false
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(change_manual_subscription.reason);
    return json_build_object(
        'invoice_id',
        billing.change_contract(
            change_manual_subscription.organization_id,
            change_manual_subscription.plan_code,
            change_manual_subscription.cycle,
            change_manual_subscription.add_ons,
            change_manual_subscription.at_period_end,
            change_manual_subscription.reason
        )
    );
end
$$;

comment on function admin.change_manual_subscription(uuid, text, text, text, jsonb, boolean) is
$$Change a sales-led subscription

What is null stays. Now, the rest of the period is prorated to the second: an invoice, whose id is
answered ({invoice_id}), or a credit note that the next invoices use up. At the period's end nothing
is prorated; a cycle changes only then. 404 contract_not_found.$$;

grant execute on function admin.change_manual_subscription(uuid, text, text, text, jsonb, boolean)
to platform_admin;
