create procedure sidecar.receive_stripe_events(payloads text[], inout answers json[] default '{}')
language plpgsql
as $$
declare
    v_payload text;
    v_left integer := cardinality(payloads);
begin
    foreach v_payload in array payloads loop
        answers = answers || sidecar.receive_stripe_event(v_payload);
        v_left = v_left - 1;
        if v_left > 0 then
            perform pg_catalog.set_config('synchronous_commit', 'off', true);
        else
            -- The log is written in its order: what waits for this has waited for all. A duplicate
            -- writes nothing and would not wait, though another session may have committed what it
            -- repeats in this way a moment ago.
            perform pg_catalog.pg_logical_emit_message(true, '', '');
        end if;
        commit;
    end loop;
end
$$;

comment on procedure sidecar.receive_stripe_events (text [], json []) is
'Stores and applies signed events, each in a transaction of its own that holds no lock of another,
and waits for the disk once, in the end: only then it answers, as sidecar.receive_stripe_event does for
each, in their order. It commits, so it is a procedure without settings.';

grant execute on procedure sidecar.receive_stripe_events(text[], json[]) to sidecar;
