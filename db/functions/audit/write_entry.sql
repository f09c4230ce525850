create or replace function audit.write_entry(
    organization_id uuid,
    action text,
    subject_kind text,
    subject_id text,
    before jsonb,
    after jsonb
)
returns void
language plpgsql
security definer -- nobody may write the log, and whatever anybody writes is logged
set search_path = ''
as $$
declare
    v_session identity.sessions;
    v_job text := nullif(current_setting('audit.job', true), '');
begin
    if identity.current_session_id() is not null then
        select s.* into v_session
        from identity.sessions as s
        where s.id = identity.current_session_id();
    end if;

    insert into audit.entries (
        organization_id, occurred_at, actor_kind, actor_id, actor_name, acting_staff_id, api_key_id,
        session_id, request, request_id, action, subject_kind, subject_id, reason, before, after
    )
    values (
        write_entry.organization_id,
        util.wall_clock(),
        case
            -- A person, whoever has vouched for them.
            when v_session.kind = 'external' then 'user'
            when v_session.kind is not null then v_session.kind
            when v_job is not null then 'job'
            -- Who has logged in can be told by nobody but the server.
            when session_user = 'authenticator' then 'visitor'
            when session_user = 'sidecar' then 'system'
            else 'database'
        end,
        v_session.user_id,
        case when v_session.id is null then coalesce(v_job, session_user::text) end,
        v_session.acting_staff_id,
        v_session.api_key_id,
        v_session.id,
        nullif(current_setting('request.path', true), ''),
        left(util.request_header('x-request-id'), 200),
        write_entry.action,
        write_entry.subject_kind,
        write_entry.subject_id,
        coalesce(nullif(current_setting('audit.reason', true), ''), v_session.reason),
        write_entry.before,
        write_entry.after
    );
end
$$;

comment on function audit.write_entry(uuid, text, text, text, jsonb, jsonb) is
'Adds to the log who does this now, by which request, and why.';
