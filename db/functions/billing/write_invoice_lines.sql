create or replace function billing.write_invoice_lines(
    organization_id uuid, invoice_id uuid, lines jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from billing.invoice_lines as l
    where
        l.organization_id = write_invoice_lines.organization_id
        and l.invoice_id = write_invoice_lines.invoice_id
        and l.position > jsonb_array_length(lines);

    insert into billing.invoice_lines as l (
        organization_id, invoice_id, position, description, price_id, quantity, amount_cents,
        discount_cents, currency, is_proration, service_start, service_end, stripe_line_id
    )
    select
        write_invoice_lines.organization_id,
        write_invoice_lines.invoice_id,
        n.position,
        n.line ->> 'description',
        p.price_id,
        (n.line ->> 'quantity')::bigint,
        (n.line ->> 'amount')::bigint,
        coalesce((n.line ->> 'discount')::bigint, 0),
        n.line ->> 'currency',
        n.line ? 'proration',
        billing.epoch_time(n.line -> 'start'),
        billing.epoch_time(n.line -> 'end'),
        n.line ->> 'id'
    from jsonb_array_elements(lines) with ordinality as n (line, position)
    left join catalog.stripe_prices as p on n.line ->> 'price' = p.stripe_price_id
    on conflict on constraint invoice_lines_invoice_id_position_key do update
        set
            description = excluded.description,
            price_id = excluded.price_id,
            quantity = excluded.quantity,
            amount_cents = excluded.amount_cents,
            discount_cents = excluded.discount_cents,
            currency = excluded.currency,
            is_proration = excluded.is_proration,
            service_start = excluded.service_start,
            service_end = excluded.service_end,
            stripe_line_id = excluded.stripe_line_id
        where
            (
                l.description, l.price_id, l.quantity, l.amount_cents, l.discount_cents,
                l.currency, l.is_proration, l.service_start, l.service_end, l.stripe_line_id
            )
            is distinct from (
                excluded.description, excluded.price_id, excluded.quantity,
                excluded.amount_cents, excluded.discount_cents, excluded.currency, excluded.is_proration,
                excluded.service_start, excluded.service_end, excluded.stripe_line_id
            );
end
$$;

comment on function billing.write_invoice_lines(uuid, uuid, jsonb) is
'Brings the lines of an invoice to those of its normal form, in Stripe''s order.';
