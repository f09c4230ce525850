create or replace function usage.can_write()
returns boolean
language plpgsql
stable
security definer -- policies ask it for roles that may not read subscriptions
set search_path = ''
as $$
begin
    return coalesce(
        (
            select b.access = 'full'
            from usage.find_basis(identity.current_organization_id()) as b
            where identity.current_organization_id() is not null
        ),
        false
    );
end
$$;

comment on function usage.can_write() is
'Whether the current organization may write business data. In a policy write
(select usage.can_write()), so that it is asked once a statement.';

grant execute on function usage.can_write() to authenticated;
