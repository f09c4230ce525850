create or replace function billing.is_final_state(object_kind text, state jsonb)
returns boolean
language sql
immutable
begin atomic
    select case is_final_state.object_kind
        when 'subscription'
            then
                is_final_state.state ->> 'status' in ('canceled', 'incomplete_expired')
        when 'customer' then is_final_state.state ? 'deleted'
        when 'checkout.session' then is_final_state.state ->> 'status' <> 'open'
        when 'invoice' then is_final_state.state ->> 'status' in ('paid', 'void')
        when 'invoice_payment' then is_final_state.state ->> 'status' <> 'open'
        when 'dispute'
            then
                is_final_state.state ->> 'status' in ('won', 'lost', 'warning_closed', 'prevented')
        else false
    end;
end;

comment on function billing.is_final_state(text, jsonb) is
'Whether an object of Stripe''s never leaves a state again, so that it comes after all others.';
