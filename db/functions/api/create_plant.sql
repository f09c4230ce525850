create function api.create_plant(name text)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('business.write');
begin
    return (
        select row_to_json(p.*)
        from app.create_plants(v_organization_id, array[create_plant.name]) as p
    );
end
$$;

comment on function api.create_plant(text) is
$$Create a plant

Answers its row of plants. 402 limit_exceeded beyond the plan's limit, with what lifts it; 402
read_only.$$;

grant execute on function api.create_plant(text) to authenticated;
