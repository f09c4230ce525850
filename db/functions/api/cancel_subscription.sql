create or replace function api.cancel_subscription(
    reason text, comment text default null, at_period_end boolean default true
)
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.cancel_subscription(
        v_organization_id,
        cancel_subscription.reason,
        cancel_subscription.comment,
        cancel_subscription.at_period_end
    );
end
$$;

comment on function api.cancel_subscription(text, text, boolean) is
$$End the subscription

With the period that is paid for; until then everything works, and undo_cancellation takes it back.
reason is one of cancellation_reasons. at_period_end false ends it at once, which is for trials, pauses
and unpaid bills: 409 transition_refused while a paid period runs. Answers 202; poll commands. A
sales-led subscription ends with its period only (409 sales_led), and that is noted at once: 200,
status succeeded.$$;

grant execute on function api.cancel_subscription(text, text, boolean) to authenticated;
