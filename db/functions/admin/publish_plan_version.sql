create function admin.publish_plan_version(
    plan_code text,
    reason text,
    prices jsonb default null,
    features text[] default null,
    limits jsonb default null
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_version catalog.plan_versions;
begin
    v_version = catalog.publish_plan_version(
        publish_plan_version.plan_code,
        publish_plan_version.prices,
        publish_plan_version.features,
        publish_plan_version.limits,
        identity.require_staff(),
        audit.note_reason(publish_plan_version.reason)
    );
    return json_build_object(
        'plan_version_id', v_version.id,
        'plan_code', v_version.plan_code,
        'version', v_version.version
    );
end
$$;

comment on function admin.publish_plan_version(text, text, jsonb, text[], jsonb) is
$$Put a new version of a plan on sale

prices is [{cycle, unit_amount_cents, currency}], features a list of codes, limits an object of code
to number (null is unlimited); what is left out is as in the current version. Whoever has bought a
version keeps it; new checkouts get this one as soon as Stripe knows its prices (stripe
sync-catalog; until then 409 price_not_linked). Answers {plan_version_id, plan_code, version}: the
current one when nothing differs. 404 plan_not_found.$$;

grant execute on function admin.publish_plan_version(text, text, jsonb, text[], jsonb)
to platform_admin;
