create or replace function util.hash_token(token text)
returns bytea
language sql
immutable
strict
begin atomic
    select sha256(convert_to(hash_token.token, 'UTF8'));
end;

comment on function util.hash_token(text) is
'What is kept of a secret token. It is random already, so it needs neither salt nor a slow hash.';
