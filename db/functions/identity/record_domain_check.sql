-- A look-up that failed says nothing. A record that is gone says that the domain may have another
-- owner: it counts as lost after three days, or as soon as somebody else proves to have it.
create or replace function identity.record_domain_check(
    organization_id uuid, domain text, texts text[], error text
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_row identity.email_domains;
    v_outcome text;
begin
    select d.* into v_row
    from identity.email_domains as d
    where
        d.organization_id = record_domain_check.organization_id
        and d.domain = record_domain_check.domain
    for update;
    if v_row.domain is null then
        return 'removed';
    end if;

    v_outcome = case
        when record_domain_check.error is not null then 'failed'
        when v_row.challenge = any(record_domain_check.texts) then 'verified'
        else 'missing'
    end;
    if v_outcome = 'verified' and v_row.verified_at is null then
        v_outcome = identity.take_email_domain(v_row);
    end if;
    if v_outcome = 'missing' and v_row.missing_since_at < v_now - interval '72 hours' then
        perform identity.release_email_domain(v_row);
        v_outcome = 'lost';
    end if;

    update identity.email_domains as d
    set
        checked_at = v_now,
        missing_since_at = case
            when v_outcome = 'missing' and d.verified_at is not null
                then coalesce(d.missing_since_at, v_now)
            when v_outcome = 'failed' then d.missing_since_at
        end,
        error = case v_outcome
            when 'failed' then left(record_domain_check.error, 500)
            when 'taken' then 'another organization has proved that the domain is its own'
            when 'missing' then 'the record does not say what it must'
            when 'lost' then 'the record has been gone for three days'
        end,
        -- Who has not proved it yet asks again; what is proved is looked at every day.
        due_at = case
            when d.verified_at is null then null
            when v_outcome = 'verified' then v_now + interval '24 hours'
            else v_now + interval '1 hour'
        end
    where d.organization_id = v_row.organization_id and d.domain = v_row.domain;
    return v_outcome;
end
$$;

comment on function identity.record_domain_check(uuid, text, text[], text) is
'Takes in what the DNS said, or why it said nothing: verified, missing, failed, taken by another
organization, lost to the organization that had it, or removed meanwhile.';
