create function admin.start_manual_subscription(
    organization_id uuid,
    plan_code text,
    cycle text,
    reason text,
    add_ons jsonb default '{}',
    net_terms_days integer default 30,
    po_number text default null,
    discount jsonb default null,
    tax_basis_points integer default 0,
    starts_at timestamptz default null
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(start_manual_subscription.reason);
    return json_build_object(
        'subscription_id',
        billing.start_contract(
            start_manual_subscription.organization_id,
            start_manual_subscription.plan_code,
            start_manual_subscription.cycle,
            start_manual_subscription.add_ons,
            start_manual_subscription.net_terms_days,
            start_manual_subscription.po_number,
            start_manual_subscription.discount,
            start_manual_subscription.tax_basis_points,
            start_manual_subscription.starts_at,
            start_manual_subscription.reason
        )
    );
end
$$;

comment on function admin.start_manual_subscription(
    uuid, text, text, text, jsonb, integer, text, jsonb, integer, timestamptz
) is
$$Begin a subscription that our own invoices bill

Without Stripe: each period an invoice with the next number, due after net_terms_days, naming
po_number. cycle is monthly or annual; add_ons an object of code to quantity; discount
{"percent_off"} or {"amount_off_cents"}, with "months" or for ever; tax_basis_points hundredths of a
percent. starts_at (now) may lie a year back or ahead: what has begun is billed at once. Answers
{subscription_id}. 409 already_subscribed, transition_refused.$$;

grant execute on function admin.start_manual_subscription(
    uuid, text, text, text, jsonb, integer, text, jsonb, integer, timestamptz
) to platform_admin;
