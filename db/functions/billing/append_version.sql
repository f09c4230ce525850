create or replace function billing.append_version(
    versions billing.folded_version[],
    version billing.folded_version,
    base_status text,
    reason text,
    holds jsonb
)
returns billing.folded_version[]
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_versions billing.folded_version[] := append_version.versions;
    v_version billing.folded_version := append_version.version;
    v_last billing.folded_version;
    v_hold text;
begin
    -- The strictest hold speaks.
    select h.hold into v_hold
    from unnest(array['staff', 'dunning', 'trial_ended', 'customer_pause'])
        with ordinality as h (hold, position)
    where holds ? h.hold
    order by h.position
    limit 1;

    v_version.hold = coalesce(v_hold, 'none');
    select
        d.status,
        d.access,
        d.status_reason
    into v_version.status, v_version.access, v_version.status_reason
    from billing.derive_status(
        base_status,
        v_version.hold,
        case
            when base_status = 'canceled' then append_version.reason
            when base_status = 'paused' and v_hold is distinct from 'staff' then append_version.reason
            else holds ->> v_hold
        end
    ) as d;

    -- Of several things at one instant only the outcome was ever true.
    if (v_versions[cardinality(v_versions)]).valid_from = v_version.valid_from then
        v_versions = trim_array(v_versions, 1);
    end if;

    -- What changes nothing begins no version.
    v_last = v_versions[cardinality(v_versions)];
    v_last.valid_from = v_version.valid_from;
    v_last.caused_by = v_version.caused_by;
    v_last.is_scheduled = v_version.is_scheduled;
    if cardinality(v_versions) > 0 and v_last is not distinct from v_version then
        return v_versions;
    end if;
    return v_versions || v_version;
end
$$;

comment on function billing.append_version(
    billing.folded_version[], billing.folded_version, text, text, jsonb
) is
'Adds what a subscription became to its folded history: with the status that follows from all holds (a
JSON object of hold and reason), without what changed nothing, and once per instant.';
