create function admin.cancel_subscription(organization_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(cancel_subscription.reason);
    return json_build_object(
        'command_id',
        (
            billing.cancel_now(
                cancel_subscription.organization_id, cancel_subscription.reason
            )
        ).id
    );
end
$$;

comment on function admin.cancel_subscription(uuid, text) is
$$End an organization's subscription at once

A trial, what Stripe bills, or a contract; what is paid is not given back. Answers {command_id}: what
asks Stripe, or null where it has ended already. 404 organization_not_found, 409 transition_refused
where there is nothing to end.$$;

grant execute on function admin.cancel_subscription(uuid, text) to platform_admin;
