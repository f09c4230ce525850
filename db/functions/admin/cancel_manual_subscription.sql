create function admin.cancel_manual_subscription(
    organization_id uuid, reason text, at_period_end boolean default true
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(cancel_manual_subscription.reason);
    return json_build_object(
        'ends_at',
        billing.cancel_contract(
            cancel_manual_subscription.organization_id,
            cancel_manual_subscription.at_period_end,
            cancel_manual_subscription.reason
        )
    );
end
$$;

comment on function admin.cancel_manual_subscription(uuid, text, boolean) is
$$End a sales-led subscription

When its period ends, or now; what is paid is not given back. Answers {ends_at}. 404
contract_not_found.$$;

grant execute on function admin.cancel_manual_subscription(uuid, text, boolean) to platform_admin;
