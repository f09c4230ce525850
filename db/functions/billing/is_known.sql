create or replace function billing.is_known(subjects text[])
returns boolean
language sql
stable
set search_path = ''
as $$
    select
        exists (
            select
            from billing.stripe_objects as o
            where o.stripe_id = any(is_known.subjects)
        )
        or exists (
            select
            from catalog.stripe_prices as p
            where p.stripe_price_id = any(is_known.subjects)
        )
        or exists (
            select
            from identity.organizations as o
            where o.id::text = any(is_known.subjects)
        )
$$;

comment on function billing.is_known(text[]) is
'Whether any of the ids (Stripe''s, or of an organization) is known by now.';
