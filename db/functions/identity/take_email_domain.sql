create or replace function identity.take_email_domain(email_domain identity.email_domains)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_holder identity.email_domains;
begin
    -- Two that prove it at once come one after the other.
    perform pg_advisory_xact_lock(hashtextextended('domain ' || email_domain.domain, 0));

    select d.* into v_holder
    from identity.email_domains as d
    where d.domain = email_domain.domain and d.verified_at is not null
    for update;
    if v_holder.domain is not null and v_holder.missing_since_at is null then
        return 'taken';
    elsif v_holder.domain is not null then
        perform identity.release_email_domain(v_holder);
    end if;

    update identity.email_domains as d
    set verified_at = util.wall_clock()
    where
        d.organization_id = email_domain.organization_id and d.domain = email_domain.domain;
    return 'verified';
end
$$;

comment on function identity.take_email_domain(identity.email_domains) is
'Makes a domain that was proved an organization''s own: verified, or taken while another one''s
record still stands.';
