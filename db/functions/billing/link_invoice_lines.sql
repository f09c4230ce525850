create or replace function billing.link_invoice_lines()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    update billing.invoice_lines as l
    set price_id = n.price_id
    from (
        select
            i.organization_id,
            i.id as invoice_id,
            d.position,
            r.price_id
        from billing.invoices as i
        cross join lateral (
            select o.state -> 'lines' as lines
            from billing.order_snapshots(i.stripe_invoice_id) as o
            order by o.position desc
            limit 1
        ) as s
        cross join lateral jsonb_array_elements(s.lines) with ordinality as d (line, position)
        inner join inserted as r on d.line ->> 'price' = r.stripe_price_id
        where
            exists (
                select
                from billing.invoice_lines as u
                where
                    u.organization_id = i.organization_id
                    and u.invoice_id = i.id
                    and u.price_id is null
            )
    ) as n
    where
        l.organization_id = n.organization_id
        and l.invoice_id = n.invoice_id
        and l.position = n.position
        and l.price_id is null;

    return null;
end
$$;

comment on function billing.link_invoice_lines() is
'A price at Stripe is linked: lines of invoices that came before it learn what they bill.';
