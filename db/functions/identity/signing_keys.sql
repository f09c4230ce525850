-- A new database needs a first key.
select identity.create_signing_key()
where not exists (select from identity.signing_keys);
