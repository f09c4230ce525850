create function sidecar.find_provider_key(issuer text, key_id text)
returns jsonb
language sql
stable
security definer -- the sidecar may read no table
set search_path = ''
begin atomic
    select identity.find_provider_key(find_provider_key.issuer, find_provider_key.key_id);
end;

comment on function sidecar.find_provider_key(text, text) is
'The public key (RFC 7517, with the one alg that it counts for) by which an issuer''s token is to be
verified; null if the issuer has no such key.';

grant execute on function sidecar.find_provider_key(text, text) to sidecar;
