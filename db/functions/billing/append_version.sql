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
    v_count integer := cardinality(append_version.versions);
    v_derived record;
begin
    -- The strictest hold speaks.
    v_version.hold = case
        when holds ? 'staff' then 'staff'
        when holds ? 'dunning' then 'dunning'
        when holds ? 'trial_ended' then 'trial_ended'
        when holds ? 'customer_pause' then 'customer_pause'
        else 'none'
    end;
    v_derived = billing.derive_status(
        base_status,
        v_version.hold,
        case
            when base_status = 'canceled' or (base_status = 'paused' and v_version.hold <> 'staff')
                then append_version.reason
            else holds ->> v_version.hold
        end
    );
    v_version.status = v_derived.status;
    v_version.access = v_derived.access;
    v_version.status_reason = v_derived.status_reason;

    -- Of several things at one instant only the outcome was ever true.
    if (v_versions[v_count]).valid_from = v_version.valid_from then
        v_versions = trim_array(v_versions, 1);
        v_count = v_count - 1;
    end if;

    -- What shows no change begins no version.
    if v_count > 0 then
        v_last = v_versions[v_count];
        v_last.stripe_status = v_version.stripe_status;
        v_last.hold = v_version.hold;
        v_last.state = v_version.state;
        v_last.seen_at = v_version.seen_at;
        v_version.valid_from = v_last.valid_from;
        v_version.caused_by = v_last.caused_by;
        v_version.is_scheduled = v_last.is_scheduled;
        if v_version is not distinct from v_last then
            v_versions[v_count] = v_last;
            return v_versions;
        end if;
        v_version.valid_from = (append_version.version).valid_from;
        v_version.caused_by = (append_version.version).caused_by;
        v_version.is_scheduled = (append_version.version).is_scheduled;
    end if;
    return v_versions || v_version;
end
$$;

comment on function billing.append_version(
    billing.folded_version[], billing.folded_version, text, text, jsonb
) is
'Adds what a subscription became to its folded history: with the status that follows from all holds
(a JSON object of hold and reason), without what changed nothing, and once per instant.';
