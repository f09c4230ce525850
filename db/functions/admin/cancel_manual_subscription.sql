create function admin.cancel_manual_subscription(organization_id uuid, reason text)
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
            true,
            billing.require_reason(cancel_manual_subscription.reason)
        )
    );
end
$$;

comment on function admin.cancel_manual_subscription(uuid, text) is
$$End a sales-led subscription with its period

Or now, if none has begun; cancel_subscription ends it at once. Answers {ends_at}. 404
contract_not_found.$$;

grant execute on function admin.cancel_manual_subscription(uuid, text) to platform_admin;
