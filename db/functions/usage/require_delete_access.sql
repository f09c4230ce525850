create or replace function usage.require_delete_access(organization_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    -- Retention and erasure delete for nobody, and have to reach whoever has left.
    if identity.current_organization_id() is not null then
        perform usage.require_write_access(require_delete_access.organization_id);
    end if;
end
$$;

comment on function usage.require_delete_access(uuid) is
'Refuses with 402 read_only when somebody of an organization that may only read deletes; the
platform itself may.';
