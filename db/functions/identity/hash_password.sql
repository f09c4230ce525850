create or replace function identity.hash_password(password text)
returns text
language sql
volatile
begin atomic
    select ext.crypt(
        identity.digest_password(hash_password.password),
        ext.gen_salt('bf', util.setting('password_hash_cost')::integer)
    );
end;

comment on function identity.hash_password(text) is
'bcrypt, with the cost of the setting password_hash_cost, over identity.digest_password.';
