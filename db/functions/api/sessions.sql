create view api.sessions
with (security_invoker = true)
as
select
    s.id,
    case s.kind when 'external' then 'provider' else 'password' end as signed_in_by,
    s.client,
    -- As people write it that something is left out.
    case family(s.network)
        when 4 then regexp_replace(host(s.network), '0$', '*')
        when 6 then host(s.network) || '*'
    end as address,
    s.created_at,
    s.last_used_at,
    s.expires_at,
    s.id = (select identity.current_session_id()) as is_current
from identity.sessions as s
where s.revoked_at is null and s.expires_at > util.wall_clock();

comment on view api.sessions is
$$Where the caller is signed in

One row for each sign-in that has not ended: by what program, from about where, since when, and when it
last got tokens. Who was let in by an identity provider sees what that provider vouched for. Machines and
impersonators see nothing, and are not seen. end_session ends one.$$;

grant select (
    id, user_id, kind, organization_id, client, network, created_at, last_used_at, expires_at,
    revoked_at
) on identity.sessions to authenticated;
grant select on api.sessions to authenticated;
