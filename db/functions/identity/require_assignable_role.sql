create or replace function identity.require_assignable_role(role text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- Below the first rank nobody is a member.
    if not exists (
        select from identity.roles as r
        where r.role = require_assignable_role.role and r.rank > 0
    ) then
        perform util.fail(
            400, 'invalid_argument', 'There is no such role',
            jsonb_build_object(
                'argument', 'role',
                'roles', (
                    select jsonb_agg(r.role order by r.rank)
                    from identity.roles as r
                    where r.rank > 0
                )
            )
        );
    end if;
    if require_assignable_role.role = 'owner' then
        perform identity.require_permission('owners.manage');
    end if;
end
$$;

comment on function identity.require_assignable_role(text) is
'Refuses a role that does not exist, and that of an owner unless the caller may make owners.';
