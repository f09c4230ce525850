create or replace function identity.find_token_request(
    sign_in identity.external_sign_ins, discovery jsonb, code text, code_verifier text
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_secret text := (
        select s.secret
        from identity.provider_secrets as s
        where s.organization_id = sign_in.organization_id
    );
    v_is_posted boolean := (discovery ->> 'is_secret_posted')::boolean;
begin
    return jsonb_build_object(
        'url', discovery -> 'token_endpoint',
        'form', jsonb_strip_nulls(jsonb_build_object(
            'grant_type', 'authorization_code',
            'code', find_token_request.code,
            'redirect_uri', identity.find_redirect_uri(sign_in.organization_id),
            'code_verifier', find_token_request.code_verifier,
            'client_id', case when v_secret is null or v_is_posted then sign_in.client_id end,
            'client_secret', case when v_is_posted then v_secret end
        )),
        'credentials',
        case
            when v_secret is not null and not v_is_posted
                then jsonb_build_array(sign_in.client_id, v_secret)
        end
    );
end
$$;

comment on function identity.find_token_request(
    identity.external_sign_ins, jsonb, text, text
) is
'What a code is exchanged with for a token: {url, form, credentials}, the last a pair for basic
authentication where there is a secret and the provider wants it so.';
