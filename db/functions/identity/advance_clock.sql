create or replace function identity.advance_clock(organization_id uuid, to_time timestamptz)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
    v_is_sandbox boolean;
begin
    select o.is_sandbox into v_is_sandbox
    from identity.organizations as o
    where o.id = advance_clock.organization_id;

    if advance_clock.organization_id is not null and v_is_sandbox is null then
        perform util.fail(404, 'organization_not_found', 'There is no such organization');
    end if;
    if not v_is_sandbox then
        perform util.fail(
            409, 'clock_refused', 'Only a sandbox organization has a clock of its own'
        );
    end if;
    return util.advance_clock(advance_clock.organization_id, advance_clock.to_time);
end
$$;

comment on function identity.advance_clock(uuid, timestamptz) is
'Moves the clock of a sandbox organization, or of the platform (null), ahead; returns its time.';
