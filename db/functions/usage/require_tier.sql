create or replace function usage.require_tier(plan_code text)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.current_organization_id();
    v_name text;
begin
    perform identity.require_user();
    if not usage.has_tier(v_organization_id, require_tier.plan_code) then
        select l.name into strict v_name
        from catalog.plans as l
        where l.code = require_tier.plan_code;

        perform util.fail(
            402, 'feature_required', format('This takes the plan %s', v_name),
            jsonb_build_object('plan_code', require_tier.plan_code),
            format('Change to %s', v_name)
        );
    end if;
    return v_organization_id;
end
$$;

comment on function usage.require_tier(text) is
'The current organization; refused with 402 feature_required below this plan.';
