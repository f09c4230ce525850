-- Not in SQL, which would be planned as a part of every question about entitlements, and prepared
-- for each; few organizations have no subscription.
create or replace function usage.trial_plan_version_id()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
    return (
        select c.plan_version_id
        from catalog.current_plan_versions() as c
        where c.plan_code = util.setting('trial_plan_code')
    );
end
$$;

comment on function usage.trial_plan_version_id() is
'The plan version by which an organization is measured that has no subscription yet: the trial''s.';
