create or replace function app.create_plants(organization_id uuid, names text[])
returns setof app.plants
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    if coalesce(cardinality(create_plants.names), 0) not between 1 and 1000 then
        perform util.fail(
            400, 'invalid_argument', 'names must be 1 to 1000 names',
            jsonb_build_object('argument', 'names')
        );
    end if;

    return query
    insert into app.plants as p (organization_id, name, created_at)
    select
        create_plants.organization_id,
        identity.require_text('name', n.name, 200),
        util.now(create_plants.organization_id)
    from unnest(create_plants.names) as n (name)
    returning p.*;
end
$$;

comment on function app.create_plants(uuid, text[]) is
'New plants of an organization. Each takes one of the limit: all of them or none.';
