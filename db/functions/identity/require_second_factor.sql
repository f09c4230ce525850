create or replace function identity.require_second_factor(
    organization_id uuid, is_required boolean
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- Whoever wants it of others has it, and is not out by their own doing.
    if require_second_factor.is_required
        and identity.current_session_kind() = 'user'
        and not identity.has_second_factor(identity.current_user_id())
    then
        perform util.fail(
            403, 'second_factor_missing', 'Add a second factor yourself before you want it of others',
            hint => 'POST to /rpc/enroll_second_factor'
        );
    end if;
    update identity.organizations as o
    set is_second_factor_required = coalesce(require_second_factor.is_required, false)
    where o.id = require_second_factor.organization_id;
end
$$;

comment on function identity.require_second_factor(uuid, boolean) is
'Has the people of an organization, or no longer, show a code before they see anything of it. Counts
from the next request, also of those who are signed in.';
