-- The one door that is not PostgREST's, which could not tell whose key has signed. What PostgREST
-- does with headers and errors is done here.
create function sidecar.sign_in_with_token(
    header text, claims text, token_hash bytea, is_signed boolean, request_headers text
)
returns json
language plpgsql
security definer -- the sidecar may read no table
set search_path = ''
as $$
declare
    v_claims jsonb;
    v_provider identity.identity_providers;
    v_fault text := 'not_trusted';
    v_user_id uuid;
    v_answer json;
    v_error json;
begin
    perform set_config('request.headers', sign_in_with_token.request_headers, true);
    begin
        perform identity.require_client_tries();
        v_claims = sign_in_with_token.claims::jsonb;
        if sign_in_with_token.is_signed then
            v_provider = identity.find_provider_for_token(v_claims);
            v_fault = case
                when v_provider.organization_id is null then 'domain'
                else identity.find_token_fault(
                    sign_in_with_token.header::jsonb, v_claims, v_provider.client_id
                )
            end;
        end if;

        if v_fault is not null then
            v_answer = identity.refuse_id_token(v_fault);
        else
            if not usage.has_feature(v_provider.organization_id, 'sso') then
                perform usage.refuse_feature(v_provider.organization_id, 'sso');
            end if;
            v_user_id = identity.find_external_user(
                v_provider.organization_id, v_provider.issuer, v_claims ->> 'sub'
            );
            if v_user_id is null then
                -- Who is known may come in and pay; nobody joins what is suspended.
                perform usage.require_write_access(v_provider.organization_id);
                perform audit.note_reason('The first sign-in by the identity provider');
                v_user_id = identity.link_external_user(v_provider, v_claims);
            end if;
            v_answer = identity.open_external_session(
                v_provider, v_user_id, v_claims, sign_in_with_token.token_hash
            );
        end if;
    exception
        when sqlstate 'PGRST' then
            get stacked diagnostics v_error = pg_exception_detail;
            return json_build_object(
                'status', v_error -> 'status',
                'headers', json_build_array(v_error -> 'headers'),
                'body', sqlerrm::json
            );
        when data_exception then
            v_answer = identity.refuse_id_token('incomplete');
    end;
    return json_build_object(
        'status', coalesce(nullif(current_setting('response.status', true), ''), '200')::integer,
        'headers', coalesce(nullif(current_setting('response.headers', true), ''), '[]')::json,
        'body', v_answer
    );
end
$$;

comment on function sidecar.sign_in_with_token(text, text, bytea, boolean, text) is
'Signs in whom a provider''s token names. header and claims are the token''s, token_hash is of both
as they were signed; is_signed says whether the signature is that of sidecar.find_provider_key''s key
for the issuer and the key id in them. Returns {status, headers, body} for the client.';

grant execute on function sidecar.sign_in_with_token(text, text, bytea, boolean, text) to sidecar;
