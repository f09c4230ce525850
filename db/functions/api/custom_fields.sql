create view api.custom_fields
with (security_invoker = true)
as
select
    f.id,
    f.organization_id,
    f.name,
    f.data_type,
    f.created_at
from app.custom_fields as f;

comment on view api.custom_fields is
$$The organization's custom fields

One row for each. Writing them takes a feature of the plan.$$;
comment on column api.custom_fields.data_type is 'text, number, date or boolean.';

grant select on app.custom_fields to authenticated;
grant select on api.custom_fields to authenticated;
