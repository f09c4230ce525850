create or replace function util.encode_base64url(bytes bytea)
returns text
language sql
immutable
strict
begin atomic
    select translate(encode(encode_base64url.bytes, 'base64'), E'+/=\n', '-_');
end;

comment on function util.encode_base64url(bytea) is
'Base64 for URLs and tokens, without padding (RFC 4648, section 5).';
