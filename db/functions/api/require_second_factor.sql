create function api.require_second_factor(is_required boolean)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform identity.require_second_factor(
        identity.require_permission('second_factor.require'), require_second_factor.is_required
    );
end
$$;

comment on function api.require_second_factor(boolean) is
$$Want a second factor of everybody in the organization, or no longer

From the next request on members who signed in by password alone can do nothing here but enrol one
(enroll_second_factor), or go to another of their organizations. Whom the organization's identity
provider lets in is not asked: the provider sees to it. API keys go on. Needs second_factor.require. 403
second_factor_missing for an owner who has none.$$;

grant execute on function api.require_second_factor(boolean) to authenticated;
