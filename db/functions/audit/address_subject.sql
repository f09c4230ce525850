create or replace function audit.address_subject(address text)
returns text
language sql
immutable
begin atomic
    select 'address:' || encode(sha256(convert_to(lower(address_subject.address), 'UTF8')), 'hex');
end;

comment on function audit.address_subject(text) is
'Whose key conceals what is written to, or about, an e-mail address.';
