create or replace function usage.record_entitlements()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    -- While others listen, they are told of what differs; of the time when nobody did, nobody is.
    if not exists (
        select from webhooks.endpoints as e
        where
            e.organization_id = new.organization_id
            and e.id <> new.id
            and e.deleted_at is null
    ) then
        delete from usage.told_entitlements as t
        where t.organization_id = new.organization_id;
        perform usage.emit_entitlement_changes(new.organization_id);
    end if;
    return null;
end
$$;

comment on function usage.record_entitlements() is
'From its first endpoint on, what an organization may use is compared with what it was then.';
