create or replace function usage.lock_counter(organization_id uuid, feature_code text)
returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_variable
begin
    perform from usage.counters as c
    where c.organization_id = organization_id and c.feature_code = feature_code
    for no key update;

    if not found then
        insert into usage.counters (organization_id, feature_code)
        values (organization_id, feature_code)
        on conflict on constraint counters_pkey do nothing;

        perform from usage.counters as c
        where c.organization_id = organization_id and c.feature_code = feature_code
        for no key update;
    end if;
end
$$;

comment on function usage.lock_counter(uuid, text) is
'Makes the counter of a limit if there is none, and holds it until the transaction ends.';
