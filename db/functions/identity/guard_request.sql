-- One look-up for all kinds of session. What it finds is kept for the transaction in settings that
-- the current_* functions read: without the guard nobody is anybody.
create or replace function identity.guard_request()
returns void
language plpgsql
security definer -- it looks up sessions and memberships, which no role of the API may read
set search_path = ''
as $$
declare
    v_headers json := coalesce(nullif(current_setting('request.headers', true), ''), '{}')::json;
    v_claims jsonb
    := coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
    v_role text := current_setting('role');
    v_now numeric := extract(epoch from util.wall_clock());
    v_organization_id uuid;
    v_session record;
begin
    -- Only where a connection is kept in one transaction, as tests do, somebody was there before.
    if current_setting('identity.session_id', true) <> '' then
        perform identity.set_current_session(null, null, null, null, null);
    end if;

    -- The server writes it on each line of its log, and shows it in pg_stat_activity: by it a request
    -- is followed from the gateway to its statements.
    if v_headers ->> 'x-request-id' is not null then
        perform set_config('application_name', left(v_headers ->> 'x-request-id', 63), true);
    end if;

    -- Nobody may write to a view; asking some of them would end in an error of ours (500).
    if current_setting('request.method', true) not in ('GET', 'HEAD', 'OPTIONS')
        and current_setting('request.path', true) not like '/rpc/%'
    then
        perform util.fail(
            405, 'method_not_allowed', 'What is read here is written by functions',
            hint => 'POST to /rpc/<function>'
        );
    end if;

    -- The planner's estimate counts rows that the caller must not know of.
    if v_headers ->> 'prefer' ~* 'count\s*=\W*(planned|estimated)' then
        perform util.fail(
            400, 'count_refused', 'Rows are counted exactly or not at all',
            hint => 'Send Prefer: count=exact'
        );
    end if;

    if v_role = 'anon' then
        -- Another scheme, or an empty token, is no stranger but somebody whom we failed to recognise.
        if v_headers ->> 'authorization' is not null then
            perform util.fail(
                401, 'token_required', 'The Authorization header holds no access token',
                hint => 'Send Authorization: Bearer <access_token>'
            );
        end if;
        return;
    end if;

    -- A token without an end, or for somebody else, is one that we did not sign for this.
    if v_role not in ('authenticated', 'platform_admin')
        or v_claims ->> 'role' is distinct from v_role
        or v_claims ->> 'aud' is distinct from 'unison'
        or jsonb_typeof(v_claims -> 'exp') is distinct from 'number'
        or concat_ws(' ', v_claims ->> 'sub', v_claims ->> 'sid', v_claims ->> 'org_id')
        !~ '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}( |$)){2,3}$'
        or v_claims ->> 'sub' is null
        or v_claims ->> 'sid' is null
    then
        perform identity.refuse_token('incomplete');
    end if;

    -- PostgREST allows 30 seconds more, for clocks that differ; this is the clock that signed.
    if (v_claims ->> 'exp')::numeric <= v_now then
        perform identity.refuse_token('expired');
    end if;
    -- We sign for 15 minutes.
    if (v_claims ->> 'exp')::numeric > v_now + 3600 then
        perform identity.refuse_token('incomplete');
    end if;

    v_organization_id = (v_claims ->> 'org_id')::uuid;

    select
        s.id,
        s.kind,
        s.user_id,
        s.is_read_only,
        s.second_factor_at is null
        and (s.kind = 'staff' or (s.kind = 'user' and o.is_second_factor_required)) as lacks_factor,
        m.role as member_role
    into v_session
    from identity.sessions as s
    inner join identity.users as u on s.user_id = u.id
    left join identity.memberships as m
        on s.user_id = m.user_id and m.organization_id = v_organization_id
    left join identity.organizations as o on m.organization_id = o.id
    where
        s.id = (v_claims ->> 'sid')::uuid
        and s.user_id = (v_claims ->> 'sub')::uuid
        and s.revoked_at is null
        and s.expires_at > util.wall_clock()
        and u.disabled_at is null
        and case s.kind
            when 'user' then v_role = 'authenticated' and m.user_id is not null
            when 'staff' then
                v_role = 'platform_admin' and u.kind = 'staff' and v_organization_id is null
            when 'api_key' then
                v_role = 'authenticated' and s.organization_id = v_organization_id
            -- The organization whose provider vouched for the person, and no other.
            when 'external' then
                v_role = 'authenticated'
                and s.organization_id = v_organization_id
                and m.user_id is not null
            when 'impersonation' then
                v_role = 'authenticated'
                and s.organization_id = v_organization_id
                and m.user_id is not null
                and exists (
                    select from identity.users as a
                    where a.id = s.acting_staff_id and a.kind = 'staff' and a.disabled_at is null
                )
        end;

    if v_session.id is null then
        perform identity.refuse_token('session_ended');
    end if;

    -- The staff's /organizations are everybody's.
    if v_session.lacks_factor
        and current_setting('request.path', true) not in (
            '/me', '/rpc/enroll_second_factor', '/rpc/confirm_second_factor', '/rpc/sign_out'
        )
        and not (
            v_session.kind = 'user'
            and current_setting('request.path', true) in (
                '/second_factor', '/organizations', '/rpc/switch_organization'
            )
        )
    then
        perform util.fail(
            403, 'second_factor_missing', 'A second factor is needed before anything else',
            hint => 'POST to /rpc/enroll_second_factor, then sign in with a code'
        );
    end if;

    perform identity.set_current_session(
        v_session.id,
        v_session.kind,
        v_session.user_id,
        v_organization_id,
        case when v_session.kind = 'api_key' then 'machine' else v_session.member_role end
    );
    -- The staff's are of no organization: there each person counts.
    perform identity.take_place(coalesce(v_organization_id, v_session.user_id));

    if v_session.is_read_only then
        perform set_config('transaction_read_only', 'on', true);
    end if;
end
$$;

comment on function identity.guard_request() is
'PostgREST''s db-pre-request: refuses incomplete and expired tokens, ended sessions, lost
memberships and more requests at once than an organization may have, and says for the rest of the
transaction who asks.';

grant execute on function identity.guard_request() to anon, authenticated, platform_admin;
