create function api.create_plants(names text[])
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('business.write');
begin
    return (
        select coalesce(json_agg(row_to_json(p.*)), '[]')
        from app.create_plants(v_organization_id, create_plants.names) as p
    );
end
$$;

comment on function api.create_plants(text[]) is
$$Create plants

All of them or none, at most 1000. Answers their rows of plants. 402 limit_exceeded if the plan's limit
does not allow all of them; 402 read_only.$$;

grant execute on function api.create_plants(text[]) to authenticated;
