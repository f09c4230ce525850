create or replace function identity.digest_password(password text)
returns text
language sql
immutable
begin atomic
    select encode(sha256(convert_to(coalesce(digest_password.password, ''), 'UTF8')), 'hex');
end;

comment on function identity.digest_password(text) is
'64 characters for a password of any length: bcrypt reads no more than 72 bytes.';
