create or replace function identity.set_current_session(
    session_id uuid, kind text, user_id uuid, organization_id uuid, member_role text
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform
        set_config('identity.session_id', coalesce(set_current_session.session_id::text, ''), true),
        set_config('identity.session_kind', coalesce(set_current_session.kind, ''), true),
        set_config('identity.user_id', coalesce(set_current_session.user_id::text, ''), true),
        set_config(
            'identity.organization_id', coalesce(set_current_session.organization_id::text, ''), true
        ),
        set_config('identity.member_role', coalesce(set_current_session.member_role, ''), true);
end
$$;

comment on function identity.set_current_session(uuid, text, uuid, uuid, text) is
'Says for the rest of the transaction who asks; all null is a visitor.';
