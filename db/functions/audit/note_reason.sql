create or replace function audit.note_reason(reason text)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_reason text := identity.require_text('reason', note_reason.reason, 1000);
begin
    perform set_config('audit.reason', v_reason, true);
    return v_reason;
end
$$;

comment on function audit.note_reason(text) is
'Says why, for all that the transaction records from here on. Every function of the staff that takes
a reason calls it; refused without. Returns the reason.';
