create or replace function billing.has_run(
    organization_id uuid, subscription_id uuid, from_time timestamptz, to_time timestamptz
)
returns boolean
language sql
stable
set search_path = ''
as $$
    select exists (
        select
        from billing.subscription_versions as v
        where
            v.organization_id = has_run.organization_id
            and v.subscription_id = has_run.subscription_id
            and upper_inf(v.known_during)
            and v.valid_during && tstzrange(has_run.from_time, has_run.to_time)
            and v.status in ('active', 'past_due')
    )
$$;

comment on function billing.has_run(uuid, uuid, timestamptz, timestamptz) is
'Whether a subscription could be used at any moment of a time, as known now.';
