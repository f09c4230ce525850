create or replace function identity.set_provider_secret(organization_id uuid, secret text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
begin
    if set_provider_secret.secret is null then
        return;
    elsif set_provider_secret.secret !~ '^[ -~]*$' or length(set_provider_secret.secret) > 1000
    then
        perform util.fail(
            400, 'invalid_argument', 'client_secret must be at most 1000 characters of ASCII',
            jsonb_build_object('argument', 'client_secret')
        );
    end if;

    delete from identity.provider_secrets as s
    where s.organization_id = set_provider_secret.organization_id;
    if set_provider_secret.secret <> '' then
        insert into identity.provider_secrets (organization_id, secret, created_at)
        values (set_provider_secret.organization_id, set_provider_secret.secret, v_now);
    end if;
end
$$;

comment on function identity.set_provider_secret(uuid, text) is
'Keeps what this platform proves to an organization''s provider who it is; an empty one takes it
away, null leaves it.';
