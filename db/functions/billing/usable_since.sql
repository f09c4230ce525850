create or replace function billing.usable_since(
    organization_id uuid, subscription_id uuid, from_time timestamptz, to_time timestamptz
)
returns timestamptz
language sql
stable
set search_path = ''
as $$
    select date_trunc('second', greatest(min(lower(v.valid_during)), usable_since.from_time))
    from billing.subscription_versions as v
    where
        v.organization_id = usable_since.organization_id
        and v.subscription_id = usable_since.subscription_id
        and upper_inf(v.known_during)
        and v.valid_during && tstzrange(usable_since.from_time, usable_since.to_time)
        and v.status in ('active', 'past_due')
    having count(*) > 0
$$;

comment on function billing.usable_since(uuid, uuid, timestamptz, timestamptz) is
'From when in a time on a subscription could be used, as known now; null if never.';
