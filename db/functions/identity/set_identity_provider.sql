create or replace function identity.set_identity_provider(
    organization_id uuid,
    issuer text,
    client_id text,
    default_role text,
    is_required boolean
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_issuer text := identity.require_issuer(set_identity_provider.issuer);
    v_client_id text := identity.require_text('client_id', set_identity_provider.client_id, 255);
    v_now timestamptz := util.wall_clock();
    v_former identity.identity_providers;
begin
    perform identity.require_assignable_role(set_identity_provider.default_role);
    if set_identity_provider.default_role = 'owner' then
        perform util.fail(
            400, 'invalid_argument', 'Nobody becomes an owner by signing in',
            jsonb_build_object('argument', 'default_role')
        );
    end if;

    perform identity.lock_organization(set_identity_provider.organization_id);
    select p.* into v_former
    from identity.identity_providers as p
    where p.organization_id = set_identity_provider.organization_id;

    insert into identity.identity_providers as p (
        organization_id, issuer, client_id, default_role, is_required, created_by,
        created_at
    )
    values (
        set_identity_provider.organization_id, v_issuer, v_client_id,
        set_identity_provider.default_role,
        coalesce(set_identity_provider.is_required, false),
        identity.current_user_id(), v_now
    )
    on conflict on constraint identity_providers_pkey do update
    set
        issuer = excluded.issuer,
        client_id = excluded.client_id,
        default_role = excluded.default_role,
        is_required = excluded.is_required;

    if (v_former.issuer, v_former.client_id) is distinct from (v_issuer, v_client_id) then
        perform identity.end_external_sessions(
            set_identity_provider.organization_id, 'provider_changed'
        );
        perform identity.forget_key_set(v_former.issuer);
    end if;
    insert into identity.key_sets as k (issuer, due_at)
    values (v_issuer, v_now)
    -- Whoever sets it again after a failure does not want to wait.
    on conflict on constraint key_sets_pkey do update
    set due_at = excluded.due_at
    where k.error is not null and k.claimed_at < v_now - interval '60 seconds';
end
$$;

comment on function identity.set_identity_provider(uuid, text, text, text, boolean) is
'Names the provider that says who an organization''s people are, or changes how. With another issuer
or client whoever came in by the former one is out.';
