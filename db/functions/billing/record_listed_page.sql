create or replace function billing.record_listed_page(
    command billing.stripe_commands, answer jsonb
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_kind text := (command).params ->> 'object_kind';
    v_asked_at timestamptz := coalesce(
        ((command).progress ->> 'asked_at')::timestamptz, billing.asked_at(command)
    );
    v_missing bigint;
begin
    if answer ->> 'object' is distinct from 'list' or jsonb_typeof(answer -> 'data') <> 'array' then
        raise sqlstate 'ST003' using message = 'The answer is no list';
    end if;

    select count(*) filter (where t.is_missing)
    into v_missing
    from jsonb_array_elements(answer -> 'data') with ordinality as l (object, position)
    cross join lateral (
        select
            case v_kind
                when 'event' then billing.take_listed_event(l.object)
                else billing.check_listed_object(l.object, (command).id, v_asked_at)
            end as is_missing
    ) as t;

    insert into billing.reconciliations as r (
        command_id, object_kind, oldest_at, asked_at, listed, missing
    )
    values (
        (command).id,
        v_kind,
        billing.epoch_time((command).params -> 'since'),
        v_asked_at,
        jsonb_array_length(answer -> 'data'),
        v_missing
    )
    on conflict on constraint reconciliations_pkey do update
        set
            listed = r.listed + excluded.listed,
            missing = r.missing + excluded.missing;

    if answer -> 'has_more' = 'true' then
        perform billing.assert_fields(answer -> 'data' -> -1, 'id');
        update billing.stripe_commands as c
        set
            status = 'queued',
            request = null,
            progress = jsonb_build_object(
                'asked_at', v_asked_at,
                'starting_after', answer -> 'data' -> -1 -> 'id'
            ),
            next_attempt_at = util.wall_clock(),
            leased_by = null,
            leased_until = null
        where c.id = (command).id;
        return 'queued';
    end if;

    if v_kind <> 'event' then
        perform billing.mark_unlisted_objects((command).id, v_kind, v_asked_at);
    end if;
    update billing.reconciliations as r
    set finished_at = util.wall_clock()
    where r.command_id = (command).id;
    return 'succeeded';
end
$$;

comment on function billing.record_listed_page(billing.stripe_commands, jsonb) is
'Takes a page of a list, the newest first: events into the inbox, objects to be compared. Queues the
question for the next page, or ends the list. Returns the new status; succeeded is for the caller to
write.';
