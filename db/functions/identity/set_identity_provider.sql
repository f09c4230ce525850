create or replace function identity.set_identity_provider(
    organization_id uuid,
    issuer text,
    client_id text,
    default_role text,
    is_required boolean,
    max_age_seconds integer default null,
    acr_values text[] default '{}'
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_issuer text := identity.require_issuer(set_identity_provider.issuer);
    v_client_id text := identity.require_text('client_id', set_identity_provider.client_id, 255);
    v_now timestamptz := util.wall_clock();
    v_acr_values text[] := coalesce(set_identity_provider.acr_values, '{}');
    v_former identity.identity_providers;
begin
    perform identity.require_assignable_role(set_identity_provider.default_role);
    if set_identity_provider.default_role = 'owner' then
        perform util.fail(
            400, 'invalid_argument', 'Nobody becomes an owner by signing in',
            jsonb_build_object('argument', 'default_role')
        );
    end if;

    if set_identity_provider.max_age_seconds not between 60 and 2592000 then
        perform util.fail(
            400, 'invalid_argument', 'max_age_seconds must be between a minute and thirty days',
            jsonb_build_object('argument', 'max_age_seconds')
        );
    elsif cardinality(v_acr_values) > 10
        or exists (
            select from unnest(v_acr_values) as a (value)
            where coalesce(a.value !~ '^[!-~]{1,255}$', true)
        )
    then
        perform util.fail(
            400, 'invalid_argument', 'acr_values must be at most ten words of ASCII',
            jsonb_build_object('argument', 'acr_values')
        );
    end if;

    perform identity.lock_organization(set_identity_provider.organization_id);
    select p.* into v_former
    from identity.identity_providers as p
    where p.organization_id = set_identity_provider.organization_id;

    insert into identity.identity_providers as p (
        organization_id, issuer, client_id, default_role, is_required, max_age_seconds,
        acr_values, created_by, created_at
    )
    values (
        set_identity_provider.organization_id, v_issuer, v_client_id,
        set_identity_provider.default_role,
        coalesce(set_identity_provider.is_required, false),
        set_identity_provider.max_age_seconds,
        v_acr_values,
        identity.current_user_id(), v_now
    )
    on conflict on constraint identity_providers_pkey do update
    set
        issuer = excluded.issuer,
        client_id = excluded.client_id,
        default_role = excluded.default_role,
        is_required = excluded.is_required,
        max_age_seconds = excluded.max_age_seconds,
        acr_values = excluded.acr_values,
        -- It may not say any more what is wrong.
        sign_in_error = null,
        sign_in_failed_at = null;

    if (v_former.issuer, v_former.client_id) is distinct from (v_issuer, v_client_id) then
        perform identity.end_external_sessions(
            set_identity_provider.organization_id, 'provider_changed'
        );
        perform identity.forget_key_set(v_former.issuer);
        -- What one provider knows us by is nothing that another one should learn.
        perform identity.set_provider_secret(set_identity_provider.organization_id, '');
    end if;
    insert into identity.key_sets as k (issuer, due_at)
    values (v_issuer, v_now)
    -- Whoever sets it again after a failure does not want to wait.
    on conflict on constraint key_sets_pkey do update
    set due_at = excluded.due_at
    where k.error is not null and k.claimed_at < v_now - interval '60 seconds';
end
$$;

comment on function identity.set_identity_provider(
    uuid, text, text, text, boolean, integer, text[]
) is
'Names the provider that says who an organization''s people are, or changes how. With another issuer
or client whoever came in by the former one is out, and its secret is forgotten.';
