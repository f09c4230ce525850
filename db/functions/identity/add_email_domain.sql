create or replace function identity.add_email_domain(organization_id uuid, domain text)
returns identity.email_domains
language plpgsql
set search_path = ''
as $$
declare
    v_domain text := identity.require_domain(add_email_domain.domain);
    v_row identity.email_domains;
begin
    perform identity.lock_organization(add_email_domain.organization_id);
    select d.* into v_row
    from identity.email_domains as d
    where
        d.organization_id = add_email_domain.organization_id and d.domain = v_domain;
    if v_row.domain is not null then
        return v_row;
    end if;

    if (
        select count(*) from identity.email_domains as d
        where d.organization_id = add_email_domain.organization_id
    ) >= 20 then
        perform util.fail(
            409, 'too_many_email_domains', 'An organization has twenty domains at most',
            hint => 'Remove one that is not needed any more'
        );
    end if;

    insert into identity.email_domains as d (
        organization_id, domain, challenge, created_by, created_at
    )
    values (
        add_email_domain.organization_id, v_domain,
        'unison-domain-verification=' || util.random_token(),
        identity.current_user_id(), util.wall_clock()
    )
    returning d.* into v_row;
    return v_row;
end
$$;

comment on function identity.add_email_domain(uuid, text) is
'A domain that an organization says is its own, and what its DNS must say to prove it. Several may
say so; one can prove it.';
