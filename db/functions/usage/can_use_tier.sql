create or replace function usage.can_use_tier(plan_code text)
returns boolean
language plpgsql
stable
security definer -- policies ask it for roles that may not read what is granted
set search_path = ''
as $$
begin
    return usage.has_tier(identity.current_organization_id(), can_use_tier.plan_code);
end
$$;

comment on function usage.can_use_tier(text) is
'Whether the current organization''s plan is this one or a higher one. In a policy write
(select usage.can_use_tier(…)), so that it is asked once a statement.';

grant execute on function usage.can_use_tier(text) to authenticated;
