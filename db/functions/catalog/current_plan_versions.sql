create or replace function catalog.current_plan_versions()
returns table (plan_code text, plan_version_id uuid)
language sql
stable
begin atomic
    select distinct on (v.plan_code)
        v.plan_code,
        v.id
    from catalog.plan_versions as v
    where v.published_at <= util.now()
    order by v.plan_code asc, v.version desc;
end;

comment on function catalog.current_plan_versions() is
'The version of each plan that is for sale now: the newest that is published.';

grant execute on function catalog.current_plan_versions()
to anon, authenticated, platform_admin;
