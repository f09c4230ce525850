create or replace function billing.project_payment_method(organization_id uuid, state jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into billing.payment_methods (
        organization_id, type, brand, last4, expires_on, attached_at, stripe_payment_method_id
    )
    values (
        project_payment_method.organization_id,
        state ->> 'type',
        state ->> 'brand',
        state ->> 'last4',
        make_date((state ->> 'exp_year')::integer, (state ->> 'exp_month')::integer, 1)
        + interval '1 month - 1 day',
        billing.epoch_time(state -> 'created'),
        state ->> 'id'
    )
    on conflict on constraint payment_methods_stripe_payment_method_id_key do update
        set
            type = excluded.type,
            brand = excluded.brand,
            last4 = excluded.last4,
            expires_on = excluded.expires_on,
            attached_at = excluded.attached_at;
end
$$;

comment on function billing.project_payment_method(uuid, jsonb) is
'Brings a card or account that a customer pays with up to date.';
