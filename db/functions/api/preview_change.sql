create or replace function api.preview_change(
    plan_code text default null, cycle text default null, add_ons jsonb default null
)
returns json
language plpgsql
stable
security definer -- reads invoices and discounts, of which customers see less
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
    v_preview jsonb;
    v_features record;
begin
    v_preview = billing.preview_change(
        v_organization_id, preview_change.plan_code, preview_change.cycle, preview_change.add_ons
    );
    v_features = catalog.feature_changes(
        (
            select s.plan_version_id
            from billing.subscriptions as s
            where s.organization_id = v_organization_id and s.is_primary
        ),
        (v_preview ->> 'plan_version_id')::uuid
    );
    return (
        v_preview
        - 'plan_version_id'
        || jsonb_build_object(
            'features_gained', v_features.gained,
            'features_lost', v_features.lost,
            'limits_exceeded', (
                select coalesce(jsonb_agg(to_jsonb(o)), '[]')
                from usage.overage(
                    v_organization_id,
                    (v_preview ->> 'plan_version_id')::uuid,
                    v_preview -> 'add_ons'
                ) as o
            )
        )
    )::json;
end
$$;

comment on function api.preview_change(text, text, jsonb) is
$$What a change would cost and bring

Of plan, cycle and add-ons (code to quantity); what is not given stays. effect is now, period_end, both,
none, or checkout where nothing was bought yet. due_now_cents is billed at once: lines add up to it,
less discounts and credit. next_renewal is the bill after that. limits_exceeded is what there would be
too much of (nothing is deleted). is_exact is false where Stripe adds taxes, or a discount is limited to
products. change_plan and set_add_on do it.$$;

grant execute on function api.preview_change(text, text, jsonb) to authenticated;
