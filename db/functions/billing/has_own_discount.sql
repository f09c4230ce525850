create or replace function billing.has_own_discount(stripe_customer_id text)
returns boolean
language plpgsql -- its plan is kept, and this is asked for every event of a subscription
stable
set search_path = ''
as $$
begin
    return exists (
        select
        from billing.stripe_snapshots as s
        where s.object_id = has_own_discount.stripe_customer_id and s.state ? 'discount'
    );
end
$$;

comment on function billing.has_own_discount(text) is
'Whether a customer ever had a discount of its own, which its subscriptions inherit.';
