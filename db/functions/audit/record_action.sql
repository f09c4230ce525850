create or replace function audit.record_action(
    action text, organization_id uuid default null, details jsonb default null
)
returns void
language sql
volatile
begin atomic
    select audit.write_entry(
        record_action.organization_id, record_action.action, null, null, null, record_action.details
    );
end;

comment on function audit.record_action(text, uuid, jsonb) is
'Records what somebody did that changes no recorded table. Details hold ids and figures, nothing
personal.';
