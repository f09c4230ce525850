create function api.remove_identity_provider()
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform identity.remove_identity_provider(identity.require_permission('identity.manage'));
end
$$;

comment on function api.remove_identity_provider() is
$$Believe the identity provider no more

Whoever it let in is out at the next request; members stay members, and a password can be made by
request_password_reset. Needs identity.manage. 404 identity_provider_not_found.$$;

grant execute on function api.remove_identity_provider() to authenticated;
