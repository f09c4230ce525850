create or replace function identity.switch_organization(organization_id uuid)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid := identity.require_own_session();
begin
    if not exists (
        select from identity.memberships as m
        where m.user_id = v_user_id and m.organization_id = switch_organization.organization_id
    ) then
        perform util.fail(404, 'organization_not_found', 'You belong to no such organization');
    end if;

    if not identity.can_use_password(switch_organization.organization_id, v_user_id) then
        return identity.refuse_password();
    end if;

    perform identity.bind_session(
        identity.current_session_id(), switch_organization.organization_id
    );
    return identity.issue_tokens(identity.current_session_id());
end
$$;

comment on function identity.switch_organization(uuid) is
'Binds the caller''s session to another of the caller''s organizations, and answers with
new tokens.';
