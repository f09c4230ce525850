create or replace function billing.checkout_session_params(
    organization_id uuid, checkout_session_id uuid
)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object(
        'mode', 'subscription',
        'customer', c.stripe_customer_id,
        'client_reference_id', s.organization_id,
        'metadata', m.metadata,
        'line_items', jsonb_build_array(jsonb_build_object(
            'price', l.stripe_price_id, 'quantity', 1
        )),
        'subscription_data', jsonb_strip_nulls(jsonb_build_object(
            'metadata', m.metadata,
            'billing_mode', jsonb_build_object('type', 'flexible'),
            'trial_end', case
                when s.is_trial_kept
                    then floor(extract(
                        epoch from billing.trial_end_for_checkout(s.organization_id)
                    ))
            end
        )),
        'success_url', util.setting('web_url') || '/billing/?checkout=complete',
        'cancel_url', util.setting('web_url') || '/billing/?checkout=canceled'
    )
    || case
        when s.coupon_code is null then '{}'
        else jsonb_build_object(
            'discounts', jsonb_build_array(jsonb_build_object('coupon', o.stripe_coupon_id))
        )
    end
    from billing.checkout_sessions as s
    inner join billing.customers as c on s.organization_id = c.organization_id
    cross join lateral catalog.price_for(
        s.plan_version_id, s.cycle, coalesce(c.currency, util.setting('default_currency'))
    ) as p
    cross join lateral catalog.current_stripe_price_id(p.id) as l (stripe_price_id)
    cross join lateral (
        select jsonb_build_object(
            'organization_id', s.organization_id, 'checkout_session_id', s.id
        ) as metadata
    ) as m
    left join catalog.coupons as o on s.coupon_code = o.code
    where
        s.organization_id = checkout_session_params.organization_id
        and s.id = checkout_session_params.checkout_session_id
        and c.stripe_customer_id is not null
        and l.stripe_price_id is not null
$$;

comment on function billing.checkout_session_params(uuid, uuid) is
'What Stripe is told to make a page on which the organization can pay for what it chose. Null when
the customer or the price is not known to Stripe.';
