create function sidecar.finish_external_sign_in(
    organization_id text,
    state text,
    header text,
    claims text,
    token_hash bytea,
    is_signed boolean,
    request_headers text
)
returns json
language plpgsql
security definer -- the sidecar may write no table
set search_path = ''
as $$
declare
    v_organization_id uuid := finish_external_sign_in.organization_id::uuid;
    v_answer json;
    v_next_path text;
begin
    perform identity.set_sign_in_cookie('', 0);
    v_answer = sidecar.sign_in_with_token(
        finish_external_sign_in.header,
        finish_external_sign_in.claims,
        finish_external_sign_in.token_hash,
        finish_external_sign_in.is_signed,
        finish_external_sign_in.state,
        finish_external_sign_in.request_headers
    );
    if v_answer ->> 'status' <> '200' then
        perform identity.note_sign_in_error(
            v_organization_id,
            concat_ws(
                ': ',
                v_answer #>> '{body,message}',
                (v_answer #>> '{body,details}')::json ->> 'reason'
            )
        );
        return v_answer;
    end if;

    perform identity.note_sign_in_error(v_organization_id, null);
    select s.next_path into v_next_path
    from identity.external_sign_ins as s
    where
        s.organization_id = v_organization_id
        and s.state_hash = util.hash_token(finish_external_sign_in.state);
    return jsonb_set(
        v_answer::jsonb, '{body,next}', coalesce(to_jsonb(v_next_path), 'null')
    )::json;
end
$$;

comment on function sidecar.finish_external_sign_in(
    text, text, text, text, bytea, boolean, text
) is
'Signs in whom the token names that was given for a code, as sidecar.sign_in_with_token does, and
says where to go on; the organization''s owners get to know what is wrong with it.';

grant execute on function sidecar.finish_external_sign_in(
    text, text, text, text, bytea, boolean, text
) to sidecar;
