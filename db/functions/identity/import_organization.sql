create or replace function identity.import_organization(
    id uuid, name text, created_at timestamptz
)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    insert into identity.organizations (id, name, created_at)
    values (
        import_organization.id,
        -- Elsewhere names may have been longer, or empty.
        coalesce(
            nullif(btrim(left(btrim(import_organization.name), 200)), ''),
            import_organization.id::text
        ),
        least(import_organization.created_at, util.now())
    )
    on conflict on constraint organizations_pkey do nothing;

    return found;
end
$$;

comment on function identity.import_organization(uuid, text, timestamptz) is
'Makes an organization that is known elsewhere by this id, without members and without a trial. One
that exists stays as it is. Returns whether it was made.';
