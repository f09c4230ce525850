create or replace function webhooks.delivery_organization_id(delivery_id uuid)
returns uuid
language sql
stable
begin atomic
    select d.organization_id
    from webhooks.deliveries as d
    where d.id = delivery_organization_id.delivery_id;
end;

comment on function webhooks.delivery_organization_id(uuid) is
'Whose delivery it is, for staff, who name it by its id alone; null if there is none.';
