create function admin.repair_drift(organization_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(repair_drift.reason);
    perform identity.require_organization(repair_drift.organization_id);
    perform audit.record_action('drift_repaired', repair_drift.organization_id);
    return json_build_object(
        'differed', billing.repair_rows(repair_drift.organization_id, true)
    );
end
$$;

comment on function admin.repair_drift(uuid, text) is
$$Write an organization's rows anew from what Stripe said

Whatever the setting stripe_drift_policy says. What Stripe has not told us yet the job
compare_with_stripe asks for. Answers {differed}: how many fields did. 404 organization_not_found.$$;

grant execute on function admin.repair_drift(uuid, text) to platform_admin;
