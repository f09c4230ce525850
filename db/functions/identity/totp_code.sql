create or replace function identity.totp_code(secret bytea, step bigint)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_hmac bytea := ext.hmac(int8send(totp_code.step), totp_code.secret, 'sha1');
    v_offset integer := get_byte(v_hmac, 19) & 15;
    v_number bigint := (
        ((get_byte(v_hmac, v_offset) & 127)::bigint << 24)
        | (get_byte(v_hmac, v_offset + 1) << 16)
        | (get_byte(v_hmac, v_offset + 2) << 8)
        | get_byte(v_hmac, v_offset + 3)
    );
begin
    return lpad((v_number % 1000000)::text, 6, '0');
end
$$;

comment on function identity.totp_code(bytea, bigint) is
'The six digits that a secret shows in a step of 30 seconds since 1970 (RFC 6238 over RFC 4226, with
SHA-1, as all authenticator apps have it).';
