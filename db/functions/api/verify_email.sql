create function api.verify_email(token text)
returns json
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
declare
    v_user_id uuid := identity.verify_email(verify_email.token);
begin
    perform billing.bind_trial(v_user_id);
    return json_build_object('verified', true);
end
$$;

comment on function api.verify_email(text) is
$$Verify an address with the token of a mail

The token counts once, within 48 hours; request_email_verification sends another.
400 one_time_token_invalid.$$;

grant execute on function api.verify_email(text) to anon, authenticated, platform_admin;
