create or replace function identity.start_external_sign_in(
    provider identity.identity_providers, discovery jsonb, address text, next_path text
)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_lifetime interval := interval '10 minutes';
    v_state text := util.random_token();
    v_nonce text := util.random_token();
    v_code_verifier text := util.random_token();
    v_code_challenge text := util.encode_base64url(util.hash_token(v_code_verifier));
    v_endpoint text := discovery ->> 'authorization_endpoint';
begin
    insert into identity.external_sign_ins (
        organization_id, state_hash, code_challenge, nonce_hash, issuer, client_id, next_path,
        created_at, expires_at
    )
    values (
        provider.organization_id, util.hash_token(v_state), v_code_challenge,
        util.hash_token(v_nonce), provider.issuer, provider.client_id,
        start_external_sign_in.next_path, v_now, v_now + v_lifetime
    );
    perform identity.set_sign_in_cookie(
        v_code_verifier, extract(epoch from v_lifetime)::integer
    );
    return json_build_object(
        'authorization_url',
        v_endpoint || case when v_endpoint like '%?%' then '&' else '?' end
        || util.encode_query(jsonb_build_object(
            'response_type', 'code',
            'client_id', provider.client_id,
            'redirect_uri', identity.find_redirect_uri(provider.organization_id),
            'scope', 'openid email profile',
            'state', v_state,
            'nonce', v_nonce,
            'code_challenge', v_code_challenge,
            'code_challenge_method', 'S256',
            'login_hint',
            case when start_external_sign_in.address like '%_@_%' then btrim(address) end,
            'max_age', provider.max_age_seconds,
            'acr_values', nullif(array_to_string(provider.acr_values, ' '), '')
        ))
    );
end
$$;

comment on function identity.start_external_sign_in(
    identity.identity_providers, jsonb, text, text
) is
'Sends somebody to a provider: {authorization_url}, and a cookie by which this browser alone comes
back, within ten minutes and once.';
