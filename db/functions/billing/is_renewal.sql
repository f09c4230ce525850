create or replace function billing.is_renewal(previous_state jsonb, state jsonb)
returns boolean
language sql
stable -- as jsonb_build_array is: else it would be called, not inlined
begin atomic
    select
        jsonb_build_array(
            is_renewal.state -> 'status', is_renewal.state -> 'pause_reason',
            is_renewal.state -> 'collection_paused', is_renewal.state -> 'currency',
            is_renewal.state -> 'items'
        ) = jsonb_build_array(
            is_renewal.previous_state -> 'status', is_renewal.previous_state -> 'pause_reason',
            is_renewal.previous_state -> 'collection_paused',
            is_renewal.previous_state -> 'currency', is_renewal.previous_state -> 'items'
        )
        and not is_renewal.state ?| '{discounts,ended_at}'
        and not is_renewal.previous_state ?| '{discounts,ended_at}';
end;

comment on function billing.is_renewal(jsonb, jsonb) is
'Whether the history of a subscription is the same after another state of it: most updates move only
its period, its payment method or its scheduled end. Discounts end by themselves, so that with them
more may have changed.';
