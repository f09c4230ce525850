create or replace function billing.render_stripe_request(command billing.stripe_commands)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object('method', 'POST', 'path', r.path, 'params', r.params)
    from (
        select
            '/v1/customers' as path,
            p.params || jsonb_build_object(
                'metadata',
                p.params -> 'metadata' || jsonb_build_object(
                    'command_id', (render_stripe_request.command).id
                )
            ) as params
        from billing.customer_params(
            (render_stripe_request.command).organization_id,
            (render_stripe_request.command).requested_by
        ) as p (params)
        where (render_stripe_request.command).kind = 'customer.create'
        union all
        select
            '/v1/customers/' || c.stripe_customer_id as path,
            (render_stripe_request.command).params || jsonb_build_object(
                'metadata', jsonb_build_object('command_id', (render_stripe_request.command).id)
            ) as params
        from billing.customers as c
        where
            (render_stripe_request.command).kind = 'customer.update'
            and c.organization_id = (render_stripe_request.command).organization_id
            and c.deleted_at is null
        union all
        select
            '/v1/checkout/sessions' as path,
            billing.checkout_session_params(
                (render_stripe_request.command).organization_id,
                (render_stripe_request.command).id
            ) as params
        where (render_stripe_request.command).kind = 'checkout_session.create'
        union all
        select
            '/v1/checkout/sessions/' || s.stripe_session_id || '/expire' as path,
            '{}'::jsonb as params
        from billing.checkout_sessions as s
        where
            (render_stripe_request.command).kind = 'checkout_session.expire'
            and s.organization_id = (render_stripe_request.command).organization_id
            and s.id = ((render_stripe_request.command).params ->> 'checkout_session_id')::uuid
        union all
        select
            '/v1/billing_portal/sessions' as path,
            jsonb_build_object(
                'customer', c.stripe_customer_id,
                'return_url', util.setting('web_url') || '/billing/'
            ) as params
        from billing.customers as c
        where
            (render_stripe_request.command).kind = 'portal_session.create'
            and c.organization_id = (render_stripe_request.command).organization_id
            and c.stripe_customer_id is not null
        union all
        select
            '/v1/refunds' as path,
            jsonb_strip_nulls(jsonb_build_object(
                'payment_intent', p.stripe_payment_intent_id,
                -- Only payments of older API versions have nothing better.
                'charge', case
                    when p.stripe_payment_intent_id is null then p.stripe_charge_id
                end,
                'amount', (render_stripe_request.command).params -> 'amount_cents',
                'reason', (render_stripe_request.command).params -> 'reason',
                'metadata', jsonb_build_object('command_id', (render_stripe_request.command).id),
                -- The charge says what has become of it; a refund alone does not.
                'expand', jsonb_build_array('charge')
            )) as params
        from billing.payments as p
        where
            (render_stripe_request.command).kind = 'refund.create'
            and p.organization_id = (render_stripe_request.command).organization_id
            and p.id = ((render_stripe_request.command).params ->> 'payment_id')::uuid
            and p.status = 'paid'
        union all
        select
            '/v1/invoices/' || i.stripe_invoice_id || '/pay' as path,
            '{}'::jsonb as params
        from billing.invoices as i
        where
            (render_stripe_request.command).kind = 'invoice.pay'
            and i.organization_id = (render_stripe_request.command).organization_id
            and i.id = ((render_stripe_request.command).params ->> 'invoice_id')::uuid
            and i.status = 'open'
    ) as r
    where r.path is not null and r.params is not null
    union all
    select billing.fetch_request(render_stripe_request.command)
    where (render_stripe_request.command).kind = 'object.fetch'
    union all
    select billing.list_request(render_stripe_request.command)
    where (render_stripe_request.command).kind = 'objects.list'
    union all
    select r.request
    from billing.render_subscription_request(render_stripe_request.command) as r (request)
    where
        (render_stripe_request.command).kind like 'subscription.%'
        and r.request is not null
$$;

comment on function billing.render_stripe_request(billing.stripe_commands) is
'{"method", "path", "params"}: the HTTP request that carries out a command, from what is known at
this moment. Null when something that it names is not known to Stripe. The catalogue is no command:
it belongs to no organization, and the operator brings it with "scripts/unison stripe sync-catalog".';
