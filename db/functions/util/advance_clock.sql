create or replace function util.advance_clock(organization_id uuid, to_time timestamptz)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz;
begin
    if advance_clock.organization_id is null and util.setting('environment') = 'production' then
        perform util.fail(
            409, 'clock_refused', 'The clock of the platform stays with real time in production',
            hint => 'Advance the clock of a sandbox organization'
        );
    end if;

    if advance_clock.to_time is null or not isfinite(advance_clock.to_time) then
        perform util.fail(
            400, 'invalid_argument', 'to_time must be a point in time',
            jsonb_build_object('argument', 'to_time')
        );
    end if;

    -- Two callers at once must not overtake each other: the later one waits, then compares.
    lock table util.clocks in share row exclusive mode;
    v_now = util.now(advance_clock.organization_id);

    if advance_clock.to_time < v_now then
        perform util.fail(
            409, 'clock_refused', 'A clock never goes back',
            jsonb_build_object('now', v_now)
        );
    end if;

    insert into util.clocks as c (organization_id, ahead_by)
    values (
        advance_clock.organization_id,
        -- Seconds alone: a day in an interval would depend on the time zone of the session.
        make_interval(
            secs => extract(epoch from advance_clock.to_time - transaction_timestamp())
        )
    )
    on conflict on constraint clocks_organization_id_key
    do update set ahead_by = excluded.ahead_by, set_at = util.wall_clock();

    return util.now(advance_clock.organization_id);
end
$$;

comment on function util.advance_clock(uuid, timestamptz) is
'Moves the clock of an organization, or of the platform (null), ahead to a point in time; it ticks
on from there. Whether an organization may have a clock is for identity.advance_clock to say.';
