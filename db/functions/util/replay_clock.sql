create or replace function util.replay_clock(at timestamptz)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
    v_before text := nullif(current_setting('unison.clock_before_replay', true), '');
begin
    if util.setting('environment') = 'production' then
        perform util.fail(
            409, 'clock_refused', 'The clock of the platform stays with real time in production'
        );
    end if;

    -- Until the end of the transaction nobody else moves a clock.
    lock table util.clocks in share row exclusive mode;

    if v_before is null then
        perform set_config(
            'unison.clock_before_replay',
            extract(epoch from util.now() - transaction_timestamp())::text,
            true
        );
    end if;

    if replay_clock.at is null and v_before is not null then
        if v_before::numeric = 0 then
            delete from util.clocks as c
            where c.organization_id is null;
        else
            update util.clocks as c
            set ahead_by = make_interval(secs => v_before::double precision)
            where c.organization_id is null;
        end if;
        perform set_config('unison.clock_before_replay', '', true);
    elsif replay_clock.at is not null then
        insert into util.clocks as c (organization_id, ahead_by)
        values (
            null,
            make_interval(
                secs => extract(epoch from replay_clock.at - transaction_timestamp())
            )
        )
        on conflict on constraint clocks_organization_id_key
        do update set ahead_by = excluded.ahead_by, set_at = util.wall_clock();
    end if;
    return util.now();
end
$$;

comment on function util.replay_clock(timestamptz) is
'Sets the platform''s clock to any time, for the transaction that asks; null, before its end, sets
it back to what it was, without which the commit is refused. For history that is told, like a
demo''s: everybody else goes on in the present.';
