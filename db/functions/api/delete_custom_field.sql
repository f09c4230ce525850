create function api.delete_custom_field(id uuid)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform app.delete_custom_field(
        identity.require_permission('business.write'), delete_custom_field.id
    );
end
$$;

comment on function api.delete_custom_field(uuid) is
$$Delete a custom field

This takes no feature, so that whoever had it can tidy up. 404 custom_field_not_found; 402
read_only.$$;

grant execute on function api.delete_custom_field(uuid) to authenticated;
