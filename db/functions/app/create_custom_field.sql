create or replace function app.create_custom_field(
    organization_id uuid, name text, data_type text
)
returns app.custom_fields
language plpgsql
set search_path = ''
as $$
declare
    v_field app.custom_fields;
begin
    if coalesce(create_custom_field.data_type, '') not in ('text', 'number', 'date', 'boolean') then
        perform util.fail(
            400, 'invalid_argument', 'data_type is one of text, number, date, boolean',
            jsonb_build_object('argument', 'data_type')
        );
    end if;

    insert into app.custom_fields as f (organization_id, name, data_type, created_at)
    values (
        create_custom_field.organization_id,
        identity.require_text('name', create_custom_field.name, 200),
        create_custom_field.data_type,
        util.now(create_custom_field.organization_id)
    )
    returning f.* into v_field;
    return v_field;
end
$$;

comment on function app.create_custom_field(uuid, text, text) is
'A new field of an organization''s records. It takes the feature custom_fields.';
