create or replace function identity.import_organizations(
    ids uuid[], names text[], created_at timestamptz[]
)
returns bigint
language sql
set search_path = ''
as $$
    with made as (
        insert into identity.organizations (id, name, created_at)
        select
            n.id,
            -- Elsewhere names may have been longer, or empty.
            coalesce(nullif(btrim(left(btrim(n.name), 200)), ''), n.id::text),
            least(n.created_at, util.now())
        from unnest(
            import_organizations.ids, import_organizations.names, import_organizations.created_at
        ) as n (id, name, created_at)
        on conflict on constraint organizations_pkey do nothing
        returning id
    )

    select count(*) from made
$$;

comment on function identity.import_organizations(uuid[], text[], timestamptz[]) is
'Makes organizations that are known elsewhere by these ids, without members and without a trial. One
that exists stays as it is. Returns how many were made.';
