create function admin.end_impersonation(id uuid default null)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    return json_build_object(
        'ended', identity.end_impersonations(identity.require_staff(), end_impersonation.id)
    );
end
$$;

comment on function admin.end_impersonation(uuid) is
$$Be oneself again

Ends an impersonation at once, whoever began it; without id all of the caller's. Answers {ended}: how
many.$$;

grant execute on function admin.end_impersonation(uuid) to platform_admin;
