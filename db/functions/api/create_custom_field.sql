create function api.create_custom_field(name text, data_type text default 'text')
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('business.write');
begin
    return row_to_json(
        app.create_custom_field(
            v_organization_id, create_custom_field.name, create_custom_field.data_type
        )
    );
end
$$;

comment on function api.create_custom_field(text, text) is
$$Create a custom field

data_type is text, number, date or boolean. Answers its row of custom_fields. 402 feature_required when
the plan has no custom fields, with the plan that has; 402 read_only.$$;

grant execute on function api.create_custom_field(text, text) to authenticated;
