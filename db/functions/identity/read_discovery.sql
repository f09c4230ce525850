create or replace function identity.read_discovery(document jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_authorization text := document ->> 'authorization_endpoint';
    v_token text := document ->> 'token_endpoint';
    v_methods jsonb := case jsonb_typeof(document -> 'token_endpoint_auth_methods_supported')
        when 'array' then document -> 'token_endpoint_auth_methods_supported'
        else '["client_secret_basic"]'::jsonb
    end;
begin
    if not identity.is_provider_address(v_authorization)
        or not identity.is_provider_address(v_token)
    then
        return '{}'::jsonb;
    end if;
    return jsonb_build_object(
        'authorization_endpoint', v_authorization,
        'token_endpoint', v_token,
        'is_secret_posted',
        v_methods ? 'client_secret_post' and not v_methods ? 'client_secret_basic',
        'is_issuer_told',
        coalesce(
            document -> 'authorization_response_iss_parameter_supported' = 'true'::jsonb, false
        )
    );
end
$$;

comment on function identity.read_discovery(jsonb) is
'What of a provider''s discovery document people are sent there by: {authorization_endpoint,
token_endpoint, is_secret_posted (in the body, not as basic authentication), is_issuer_told (its
answers name it, RFC 9207)}; {} where it has no such addresses.';
