create function api.exchange_api_key(api_key text)
returns json
language plpgsql
security definer -- visitors have no rights of their own
set search_path = ''
as $$
declare
    v_key identity.api_keys := identity.authenticate_api_key(exchange_api_key.api_key);
begin
    if v_key.id is null then
        return identity.refuse_api_key();
    end if;
    if not usage.has_feature(v_key.organization_id, 'api_access') then
        perform usage.refuse_feature(v_key.organization_id, 'api_access');
    end if;
    return identity.issue_key_token(v_key);
end
$$;

comment on function api.exchange_api_key(text) is
$$Get an access token for an API key

Answers {access_token, token_type, expires_in, organization_id}; when the token has ended, exchange
the key again. 401 api_key_invalid, 402 feature_required if the plan lacks api_access by now,
429 too_many_tries.$$;

grant execute on function api.exchange_api_key(text) to anon, authenticated, platform_admin;
