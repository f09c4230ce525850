create or replace function billing.check_listed_object(
    object jsonb, command_id uuid, asked_at timestamptz
)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_id text := object ->> 'id';
    v_known billing.stripe_objects;
    v_ours jsonb;
    v_theirs jsonb;
    v_code text;
    v_message text;
begin
    insert into billing.listed_objects (command_id, stripe_id)
    values (check_listed_object.command_id, v_id)
    on conflict on constraint listed_objects_pkey do nothing;

    select o.* into v_known
    from billing.stripe_objects as o
    where o.stripe_id = v_id;
    v_ours = billing.latest_state(v_id);
    -- Its events are on the way.
    if v_ours is null
        and to_timestamp((object ->> 'created')::bigint) > asked_at - interval '10 minutes'
    then
        return false;
    end if;

    v_theirs = billing.read_snapshot(object);
    if v_ours is null then
        perform billing.note_drift(
            v_id, object ->> 'object', v_known.organization_id, 'stripe', 'row', null, v_theirs
        );
        if util.setting('stripe_drift_policy') = 'repair' then
            perform billing.record_snapshot(
                object, 'refetch', check_listed_object.command_id::text,
                check_listed_object.asked_at
            );
            perform billing.resolve_drift(v_id, 'stripe', 'taken_in');
        end if;
        return true;
    end if;

    if exists (
        select
        from billing.differing_fields(
            billing.comparable_state(v_ours), billing.comparable_state(v_theirs)
        ) as d
        -- Ours may have more lines than a list shows.
        where d.field <> 'lines' or (v_ours ? 'lines' and not v_theirs ? 'has_more_lines')
    ) then
        update billing.stripe_objects as o
        set
            refetch_reason = 'drift',
            refetch_attempts = 0,
            refetch_at = null
        where o.stripe_id = v_id and o.refetch_reason is null;
    else
        perform billing.resolve_drift(v_id, 'stripe', 'gone');
    end if;
    return false;
exception
    -- One object that cannot be read or belongs to nobody must not stop the list.
    when others then
        get stacked diagnostics v_code = returned_sqlstate, v_message = message_text;
        perform webhooks.raise_alarm(
            case v_code
                when 'ST001' then 'unknown_organization'
                when 'ST002' then 'unknown_price'
                else 'listed_object_failed'
            end,
            v_id,
            jsonb_build_object('kind', object ->> 'object', 'message', v_message)
        );
        return true;
end
$$;

comment on function billing.check_listed_object(jsonb, uuid, timestamptz) is
'Compares an object that Stripe lists with what we know. One that differs is asked for, as a list
does not show all of it and events may be on the way; one that is missing is taken in, or raises an alarm
when nobody knows whose it is. Returns whether it was missing.';
