create or replace function webhooks.emit_organization_event()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform webhooks.emit_event(
        new.id,
        'organization.updated',
        jsonb_build_object('id', new.id, 'name', new.name),
        concat_ws(':', 'organization.updated', extract(epoch from util.wall_clock()))
    );
    perform webhooks.mark_state(new.id);
    return null;
end
$$;

comment on function webhooks.emit_organization_event() is
'An organization has another name.';
