create or replace function billing.write_subscription_versions(
    organization_id uuid,
    subscription_id uuid,
    known_at timestamptz,
    versions billing.folded_version[]
)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_known_at timestamptz;
    v_kept uuid[];
    v_kept_from timestamptz[];
    v_is_same_instant boolean;
begin
    select
        -- Knowledge never goes back, even if a clock should.
        greatest(
            write_subscription_versions.known_at,
            max(coalesce(upper(v.known_during), lower(v.known_during)))
        ),
        coalesce(array_agg(v.id) filter (where d.valid_from is not null), '{}'),
        coalesce(array_agg(d.valid_from) filter (where d.valid_from is not null), '{}'),
        coalesce(max(lower(v.known_during)) >= write_subscription_versions.known_at, false)
    into v_known_at, v_kept, v_kept_from, v_is_same_instant
    from billing.subscription_versions as v
    left join (
        select
            n.*,
            lead(n.valid_from) over (order by n.valid_from) as valid_until
        from unnest(write_subscription_versions.versions) as n
    ) as d
        on
            upper_inf(v.known_during)
            and v.valid_during = tstzrange(d.valid_from, d.valid_until)
            and (
                v.status, v.access, v.status_reason, v.plan_version_id, v.cycle, v.currency,
                v.items, v.discount, v.list_arr_cents, v.net_arr_cents, v.caused_by
            )
            is not distinct from (
                d.status, d.access, d.status_reason, d.plan_version_id, d.cycle, d.currency,
                d.items, d.discount, d.list_arr_cents, d.net_arr_cents, d.caused_by
            )
    where
        v.organization_id = write_subscription_versions.organization_id
        and v.subscription_id = write_subscription_versions.subscription_id;

    if cardinality(v_kept) = cardinality(write_subscription_versions.versions) then
        return false;
    end if;

    -- What was learned at this very instant was never known otherwise.
    if v_is_same_instant then
        delete from billing.subscription_versions as v
        where
            v.organization_id = write_subscription_versions.organization_id
            and v.subscription_id = write_subscription_versions.subscription_id
            and upper_inf(v.known_during)
            and lower(v.known_during) = v_known_at
            and v.id <> all(v_kept);
    end if;

    update billing.subscription_versions as v
    set known_during = tstzrange(lower(v.known_during), v_known_at)
    where
        v.organization_id = write_subscription_versions.organization_id
        and v.subscription_id = write_subscription_versions.subscription_id
        and upper_inf(v.known_during)
        and v.id <> all(v_kept);

    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access,
        status_reason, plan_version_id, cycle, currency, items, discount, list_arr_cents,
        net_arr_cents, caused_by
    )
    select
        write_subscription_versions.organization_id,
        write_subscription_versions.subscription_id,
        tstzrange(d.valid_from, d.valid_until),
        tstzrange(v_known_at, null),
        d.status,
        d.access,
        d.status_reason,
        d.plan_version_id,
        d.cycle,
        d.currency,
        d.items,
        d.discount,
        d.list_arr_cents,
        d.net_arr_cents,
        d.caused_by
    from (
        select
            n.*,
            lead(n.valid_from) over (order by n.valid_from) as valid_until
        from unnest(write_subscription_versions.versions) as n
    ) as d
    where d.valid_from <> all(v_kept_from);

    return true;
end
$$;

comment on function billing.write_subscription_versions(
    uuid, uuid, timestamptz, billing.folded_version[]
) is
'Makes a folded history what is known from now on: versions that no longer hold are closed in known
time, new ones added, the same ones left alone. Returns whether anything differed.';
