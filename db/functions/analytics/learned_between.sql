create function analytics.learned_between(after timestamptz, until timestamptz)
returns setof uuid
language sql
stable
begin atomic
    select v.organization_id
    from billing.subscription_versions as v
    where
        lower(v.known_during) > learned_between.after
        and lower(v.known_during) <= learned_between.until
    union all
    select v.organization_id
    from billing.subscription_versions as v
    where
        not upper_inf(v.known_during)
        and upper(v.known_during) > learned_between.after
        and upper(v.known_during) <= learned_between.until;
end;

comment on function analytics.learned_between(timestamptz, timestamptz) is
$$The customers whose history is known otherwise at until than after

One row for each version that became known, or was known no longer.$$;

grant execute on function analytics.learned_between(timestamptz, timestamptz)
to platform_admin, analyst;
