create or replace function app.delete_plant(organization_id uuid, plant_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from app.plants as p
    where p.organization_id = delete_plant.organization_id and p.id = delete_plant.plant_id;

    if not found then
        perform util.fail(404, 'plant_not_found', 'There is no such plant');
    end if;
end
$$;

comment on function app.delete_plant(uuid, uuid) is
'Deletes a plant; its place in the limit is free again.';
