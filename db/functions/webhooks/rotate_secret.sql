create or replace function webhooks.rotate_secret(organization_id uuid, endpoint_id uuid)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_secret bytea := ext.gen_random_bytes(32);
begin
    perform webhooks.find_endpoint(rotate_secret.organization_id, rotate_secret.endpoint_id);

    -- Two sign at most: who rotates twice has a reason to be rid of the first.
    delete from webhooks.endpoint_secrets as s
    where
        s.organization_id = rotate_secret.organization_id
        and s.endpoint_id = rotate_secret.endpoint_id
        and s.expires_at is not null;

    update webhooks.endpoint_secrets as s
    set expires_at = v_now + interval '24 hours'
    where
        s.organization_id = rotate_secret.organization_id
        and s.endpoint_id = rotate_secret.endpoint_id;

    insert into webhooks.endpoint_secrets (organization_id, endpoint_id, secret, created_at)
    values (rotate_secret.organization_id, rotate_secret.endpoint_id, v_secret, v_now);

    return 'whsec_' || encode(v_secret, 'base64');
end
$$;

comment on function webhooks.rotate_secret(uuid, uuid) is
'A new key for an endpoint, in the form that Standard Webhooks gives it. Told this once. The former
one signs as well for another 24 hours.';
