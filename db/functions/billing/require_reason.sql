create or replace function billing.require_reason(reason text)
returns text
language sql
immutable
set search_path = ''
as $$
    select identity.require_text('reason', require_reason.reason, 500)
$$;

comment on function billing.require_reason(text) is
'Why the staff did something: text of up to 500 characters; refused without.';
