create or replace function util.random_token()
returns text
language sql
volatile
begin atomic
    select util.encode_base64url(ext.gen_random_bytes(32));
end;

comment on function util.random_token() is
'A secret of 256 bits that fits into a URL. Store only its util.hash_token.';
