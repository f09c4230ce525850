create or replace function identity.require_other_owner(organization_id uuid, user_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    if not exists (
        select from identity.memberships as m
        where
            m.organization_id = require_other_owner.organization_id
            and m.role = 'owner'
            and m.user_id <> require_other_owner.user_id
    ) then
        perform util.fail(
            409, 'last_owner', 'An organization keeps at least one owner',
            hint => 'Make somebody else an owner first'
        );
    end if;
end
$$;

comment on function identity.require_other_owner(uuid, uuid) is
'Refuses with 409 if nobody else is an owner.';
