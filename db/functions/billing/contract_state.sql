create or replace function billing.contract_state(organization_id uuid, subscription_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return (
        -- Of one name the last remains.
        select jsonb_strip_nulls(
            jsonb_object_agg(e.key, e.value order by f.effective_at, f.known_at, f.position)
        )
        from billing.subscription_facts as f
        cross join jsonb_each(f.details -> 'state') as e
        where
            f.organization_id = contract_state.organization_id
            and f.subscription_id = contract_state.subscription_id
            and f.kind like 'contract\_%'
    );
end
$$;

comment on function billing.contract_state(uuid, uuid) is
'What a contract is now, in the normal form of Stripe''s subscriptions: its facts, one upon the
other; what they say is null is gone. Null before it has begun.';
