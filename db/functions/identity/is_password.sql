-- Without a hash to compare with it hashes all the same: how long the answer takes must not tell
-- whether there is an account.
create or replace function identity.is_password(password text, password_hash text)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_digest text := identity.digest_password(is_password.password);
begin
    if coalesce(is_password.password_hash, '') !~ '^\$2[aby]\$' then
        perform identity.hash_password(is_password.password);
        return false;
    end if;
    return ext.crypt(v_digest, is_password.password_hash) = is_password.password_hash;
end
$$;

comment on function identity.is_password(text, text) is
'Whether the hash was made from the password; null, or what is no hash, was made from none.';
