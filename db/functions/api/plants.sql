create view api.plants
with (security_invoker = true)
as
select
    p.id,
    p.organization_id,
    p.name,
    p.created_at
from app.plants as p;

comment on view api.plants is
$$The organization's plants

One row for each. They are limited by the plan.$$;

grant select on app.plants to authenticated;
grant select on api.plants to authenticated;
