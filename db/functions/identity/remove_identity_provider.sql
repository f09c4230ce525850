create or replace function identity.remove_identity_provider(organization_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_issuer text;
begin
    delete from identity.identity_providers as p
    where p.organization_id = remove_identity_provider.organization_id
    returning p.issuer into v_issuer;

    if v_issuer is null then
        perform util.fail(
            404, 'identity_provider_not_found', 'The organization has no identity provider'
        );
    end if;
    perform identity.end_external_sessions(
        remove_identity_provider.organization_id, 'provider_removed'
    );
    perform identity.forget_key_set(v_issuer);
end
$$;

comment on function identity.remove_identity_provider(uuid) is
'Believes an organization''s provider nothing more, from the next request on. Passwords count
again.';
