create or replace function api.start_checkout(
    plan_code text, cycle text, end_trial boolean default false
)
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.command_accepted(
        billing.start_checkout(
            v_organization_id,
            start_checkout.plan_code,
            start_checkout.cycle,
            start_checkout.end_trial
        )
    );
end
$$;

comment on function api.start_checkout(text, text, boolean) is
$$Ask for a page to pay on

Answers 202; poll commands until result_url leads to Stripe's checkout. cycle is monthly or annual.
Asking again for the same gives the same page, any other choice replaces it. What is left of a trial,
if at least 48 hours, stays free before the first bill; end_trial bills at once. 409 already_subscribed
when there is a subscription to change instead.$$;

grant execute on function api.start_checkout(text, text, boolean) to authenticated;
