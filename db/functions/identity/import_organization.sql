create or replace function identity.import_organization(
    id uuid, name text, created_at timestamptz
)
returns boolean
language sql
set search_path = ''
as $$
    select identity.import_organizations(
        array[import_organization.id],
        array[import_organization.name],
        array[import_organization.created_at]
    ) > 0
$$;

comment on function identity.import_organization(uuid, text, timestamptz) is
'Makes one organization as identity.import_organizations does. Returns whether it was made.';
