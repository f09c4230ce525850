create or replace function identity.end_external_sessions(organization_id uuid, reason text)
returns void
language sql
volatile
begin atomic
    update identity.sessions as s
    set revoked_at = util.wall_clock(), revoked_reason = end_external_sessions.reason
    where
        s.organization_id = end_external_sessions.organization_id
        and s.kind = 'external'
        and s.revoked_at is null;
end;

comment on function identity.end_external_sessions(uuid, text) is
'Ends all sessions that an organization''s provider has vouched for.';
