create or replace function billing.record_fact(
    organization_id uuid,
    subscription_id uuid,
    kind text,
    details jsonb default '{}',
    effective_at timestamptz default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(record_fact.organization_id);
begin
    insert into billing.subscription_facts (
        organization_id, subscription_id, kind, details, effective_at, known_at
    )
    values (
        record_fact.organization_id, record_fact.subscription_id, record_fact.kind,
        record_fact.details, coalesce(record_fact.effective_at, v_now), v_now
    );
    perform billing.write_subscription(s.organization_id, s.id)
    from billing.subscriptions as s
    where
        s.organization_id = record_fact.organization_id
        and (s.id = record_fact.subscription_id or record_fact.subscription_id is null);
end
$$;

comment on function billing.record_fact(uuid, uuid, text, jsonb, timestamptz) is
'Adds what happened here to the history of a subscription, or with null to that of the whole
organization, as of now or of effective_at, and lets the one writer fold it.';
