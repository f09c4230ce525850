-- A new key signs only after 30 seconds: by then every PostgREST has been told to accept it.
create or replace function identity.sign_jwt(claims json)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_key identity.signing_keys;
    v_signed text;
begin
    -- The newest that everybody knows, else the oldest.
    select k.* into strict v_key
    from identity.signing_keys as k
    cross join lateral (
        select case when k.created_at < v_now - interval '30 seconds' then k.created_at end as known_at
    ) as n
    order by n.known_at desc nulls last, k.created_at asc
    limit 1;

    v_signed = concat_ws(
        '.',
        util.encode_base64url(convert_to(
            json_build_object('alg', 'HS256', 'typ', 'JWT', 'kid', v_key.id)::text, 'UTF8'
        )),
        util.encode_base64url(convert_to(sign_jwt.claims::text, 'UTF8'))
    );
    return v_signed || '.' || util.encode_base64url(
        ext.hmac(convert_to(v_signed, 'UTF8'), util.decode_base64url(v_key.secret), 'sha256')
    );
end
$$;

comment on function identity.sign_jwt(json) is
'A token of these claims, signed with the newest key (HS256).';
