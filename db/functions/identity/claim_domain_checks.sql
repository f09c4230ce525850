create or replace function identity.claim_domain_checks(max_checks integer, lease_seconds integer)
returns table (organization_id uuid, domain text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
begin
    return query
        with due as (
            select
                d.organization_id,
                d.domain
            from identity.email_domains as d
            where d.due_at <= v_now
            order by d.due_at
            limit claim_domain_checks.max_checks
            for no key update skip locked
        )

        update identity.email_domains as d
        set due_at = v_now + make_interval(secs => claim_domain_checks.lease_seconds)
        from due as u
        where d.organization_id = u.organization_id and d.domain = u.domain
        returning d.organization_id, d.domain;
end
$$;

comment on function identity.claim_domain_checks(integer, integer) is
'Domains whose record is to be looked up now; whoever does not report in time has lost them.';
