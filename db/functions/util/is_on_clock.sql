create or replace function util.is_on_clock(organization_id uuid, for_organization_id uuid)
returns boolean
language sql
stable
begin atomic
    select case
        when is_on_clock.for_organization_id is not null
            then is_on_clock.organization_id = is_on_clock.for_organization_id
        else not exists (
            select from util.clocks as c
            where c.organization_id = is_on_clock.organization_id
        )
    end;
end;

comment on function util.is_on_clock(uuid, uuid) is
'Whether a job that was called for an organization''s clock, or with null for the platform''s, is to
see to an organization: each is seen to under one clock only.';
