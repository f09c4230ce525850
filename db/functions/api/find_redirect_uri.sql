create function api.find_redirect_uri()
returns text
language plpgsql
stable
security definer -- the address of the web is a setting, which tenants do not read
set search_path = ''
as $$
begin
    return identity.find_redirect_uri(identity.require_permission('identity.manage'));
end
$$;

comment on function api.find_redirect_uri() is
$$Where the organization's provider has to send people back to

To be registered at the provider, before it is named here, letter by letter. Needs identity.manage.$$;

grant execute on function api.find_redirect_uri() to authenticated;
