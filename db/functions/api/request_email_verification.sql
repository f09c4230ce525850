create function api.request_email_verification()
returns json
language plpgsql
security definer -- queues a mail, which tenants cannot do themselves
set search_path = ''
as $$
declare
    v_user_id uuid := identity.require_own_session();
begin
    perform notify.queue_verification(
        identity.current_organization_id(),
        v_user_id,
        identity.start_email_verification(v_user_id)
    );
    return json_build_object('accepted', true);
end
$$;

comment on function api.request_email_verification() is
$$Ask for another mail to verify the caller's address with

Links sent before count no more. 409 email_verified if it is verified already.$$;

grant execute on function api.request_email_verification() to authenticated;
