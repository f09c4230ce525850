create or replace function webhooks.require_event_types(event_types text[])
returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
    v_types text[] := array(
        select distinct w.type
        from unnest(event_types) as w (type)
        order by w.type
    );
    v_unknown text[] := array(
        select w.type
        from unnest(v_types) as w (type)
        where
            w.type is distinct from '*'
            and not exists (
                select from webhooks.event_types as t
                where t.type = w.type and t.is_subscribable
            )
    );
begin
    if cardinality(v_types) = 0 or cardinality(v_unknown) > 0 then
        perform util.fail(
            400, 'invalid_argument', 'event_types must be known types of events, or * for all',
            jsonb_build_object('argument', 'event_types', 'unknown', to_jsonb(v_unknown)),
            'webhook_event_types lists them'
        );
    end if;
    return v_types;
end
$$;

comment on function webhooks.require_event_types(text[]) is
'The types an endpoint asks for, each once; refused with 400 if there is none, or an unknown one.';
