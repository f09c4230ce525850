create or replace function identity.claim_key_sets(
    for_issuer text, max_sets integer, lease_seconds integer
)
returns table (issuer text, attempt integer)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
begin
    return query
        with due as (
            select k.issuer
            from identity.key_sets as k
            where
                case
                    when claim_key_sets.for_issuer is null then k.due_at <= v_now
                    else
                        k.issuer = claim_key_sets.for_issuer
                        -- Strangers make up ids of keys as fast as they like.
                        and coalesce(k.claimed_at < v_now - interval '60 seconds', true)
                end
            order by k.due_at
            limit claim_key_sets.max_sets
            for no key update skip locked
        )

        update identity.key_sets as k
        set
            attempt = k.attempt + 1,
            claimed_at = v_now,
            due_at = v_now + make_interval(secs => claim_key_sets.lease_seconds)
        from due as u
        where k.issuer = u.issuer
        returning k.issuer, k.attempt;
end
$$;

comment on function identity.claim_key_sets(text, integer, integer) is
'Issuers whose keys are to be fetched now: those that are due, or one that a token names with a key
that is not known, once a minute at most. Whoever does not report in time has lost them.';
