create or replace function billing.queue_payment_email(old billing.invoices, new billing.invoices)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_kind text;
    v_occasion text;
    v_happened_at timestamptz;
begin
    if (new).status = 'paid' and (old).status is distinct from 'paid' then
        -- What credit has paid, or nobody had to, is no payment.
        if (new).amount_paid_cents = 0 then
            return;
        end if;
        v_kind = 'payment_succeeded';
        v_occasion = coalesce((new).stripe_invoice_id, (new).id::text);
        v_happened_at = (new).paid_at;
    -- Where a policy of dunning holds, its steps say which letters follow.
    elsif (new).status = 'open'
        and (new).attempt_count > coalesce((old).attempt_count, 0)
        and not billing.is_dunned(new)
    then
        v_kind = 'payment_failed';
        v_occasion = (new).stripe_invoice_id || ':' || (new).attempt_count;
        select max(s.created_at) into v_happened_at
        from billing.stripe_snapshots as s
        where s.object_id = (new).stripe_invoice_id;
    else
        return;
    end if;

    -- An account that is imported, or a server that was away for long, brings no news.
    if v_happened_at < util.now((new).organization_id) - interval '3 days' then
        return;
    end if;

    perform notify.enqueue(
        v_kind,
        r.email,
        o.id,
        r.user_id,
        jsonb_build_object(
            'full_name', r.full_name,
            'organization_name', o.name,
            'number', (new).number,
            'amount', to_char(
                case v_kind
                    when 'payment_succeeded' then (new).amount_paid_cents
                    else (new).amount_remaining_cents
                end / 100.0,
                'FM999,999,999,990.00'
            ) || ' ' || upper((new).currency),
            'url', coalesce(
                (new).hosted_url, util.setting('web_url') || '/billing/invoices/' || (new).id
            )
        ),
        concat_ws(':', v_kind, v_occasion, coalesce(r.user_id::text, r.email))
    )
    from identity.organizations as o
    cross join billing.billing_recipients(o.id) as r
    where o.id = (new).organization_id;
end
$$;

comment on function billing.queue_payment_email(billing.invoices, billing.invoices) is
'Queues the letters that follow from an invoice having become another, old row to new row: that it
was paid, or that an attempt to collect it failed. To all who get letters about payments,
once for each payment and each attempt, and only while it is news.';
