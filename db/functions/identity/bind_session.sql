create or replace function identity.bind_session(session_id uuid, organization_id uuid)
returns void
language sql
volatile
begin atomic
    update identity.sessions as s
    set organization_id = bind_session.organization_id
    where s.id = bind_session.session_id;
end;

comment on function identity.bind_session(uuid, uuid) is
'Binds the tokens that a session will get from now on to an organization.';
