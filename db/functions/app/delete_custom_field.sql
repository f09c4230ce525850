create or replace function app.delete_custom_field(organization_id uuid, custom_field_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from app.custom_fields as f
    where
        f.organization_id = delete_custom_field.organization_id
        and f.id = delete_custom_field.custom_field_id;

    if not found then
        perform util.fail(404, 'custom_field_not_found', 'There is no such custom field');
    end if;
end
$$;

comment on function app.delete_custom_field(uuid, uuid) is
'Deletes a custom field. This takes no feature: whoever had it can tidy up.';
