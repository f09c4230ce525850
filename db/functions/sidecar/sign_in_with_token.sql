-- The one door that is not PostgREST's, which could not tell whose key has signed. What PostgREST
-- does with headers and errors is done here.
create function sidecar.sign_in_with_token(
    header text,
    claims text,
    token_hash bytea,
    is_signed boolean,
    state text,
    request_headers text
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
    v_detail text;
begin
    perform set_config('request.headers', sign_in_with_token.request_headers, true);
    begin
        perform identity.require_client_tries();
        v_claims = sign_in_with_token.claims::jsonb;
        if sign_in_with_token.is_signed then
            v_provider = identity.find_provider_for_token(v_claims);
            v_fault = case
                when v_provider.organization_id is null then 'domain'
                else coalesce(
                    identity.find_token_fault(
                        sign_in_with_token.header::jsonb, v_claims, v_provider.client_id
                    ),
                    identity.find_assurance_fault(v_provider, v_claims),
                    case
                        when sign_in_with_token.state is not null
                            then identity.finish_external_sign_in(
                                v_provider, v_claims, sign_in_with_token.state
                            )
                    end
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
            get stacked diagnostics v_detail = pg_exception_detail;
            return util.write_refusal(sqlerrm, v_detail);
        when data_exception then
            v_answer = identity.refuse_id_token('incomplete');
    end;
    return util.write_answer(v_answer);
end
$$;

comment on function sidecar.sign_in_with_token(text, text, bytea, boolean, text, text) is
'Signs in whom a provider''s token names. header and claims are the token''s, token_hash is of both
as they were signed; is_signed says whether the signature is that of sidecar.find_provider_key''s key
for the issuer and the key id in them. state is of the sign-in whose code the token was given for, or
null if it was shown as it is. Returns {status, headers, body} for the client.';

grant execute on function sidecar.sign_in_with_token(text, text, bytea, boolean, text, text)
to sidecar;
