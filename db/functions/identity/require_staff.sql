create or replace function identity.require_staff()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
    perform identity.require_user();
    if identity.current_session_kind() <> 'staff' then
        perform util.fail(403, 'staff_required', 'Only the staff of the platform may do this');
    end if;
    return identity.current_user_id();
end
$$;

comment on function identity.require_staff() is
'The caller''s id; everybody but the staff is refused.';
