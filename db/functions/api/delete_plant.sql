create function api.delete_plant(id uuid)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform app.delete_plant(identity.require_permission('business.write'), delete_plant.id);
end
$$;

comment on function api.delete_plant(uuid) is
$$Delete a plant

Its place in the limit is free at once. 404 plant_not_found; 402 read_only.$$;

grant execute on function api.delete_plant(uuid) to authenticated;
