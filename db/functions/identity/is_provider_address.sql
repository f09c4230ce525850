-- People are sent there, and secrets: an address of another kind (javascript:, data:) is a script.
create or replace function identity.is_provider_address(address text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
    return coalesce(
        length(is_provider_address.address) <= 1000
        and (
            is_provider_address.address
            ~ '^https://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]([a-z0-9-]{0,61}[a-z0-9])?(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&''()*+,;=:@%/-]*)?([?][A-Za-z0-9._~!$&''()*+,;=:@%/?-]*)?$'
            or is_provider_address.address
            ~ '^http://(localhost|127[.]0[.]0[.]1):[0-9]{1,5}(/[A-Za-z0-9._~/-]*)?([?][A-Za-z0-9._~=&-]*)?$'
            and util.setting('webhook_allow_loopback')::boolean
            and util.setting('environment') <> 'production'
        ),
        false
    );
end
$$;

comment on function identity.is_provider_address(text) is
'Whether an address can be one of a provider''s: https and a full name, without a fragment. Outside
production also this machine, where webhooks may go there.';
