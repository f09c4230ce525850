create or replace function usage.can_use(feature_code text)
returns boolean
language plpgsql
stable
security definer -- policies ask it for roles that may not read what is granted
set search_path = ''
as $$
begin
    return usage.has_feature(identity.current_organization_id(), can_use.feature_code);
end
$$;

comment on function usage.can_use(text) is
'Whether the current organization has a feature. In a policy write (select usage.can_use(…)), so
that it is asked once a statement.';

grant execute on function usage.can_use(text) to authenticated;
