create view api.activity
with (security_invoker = true)
as
select
    -- Numbers would tell how much happens elsewhere.
    md5(e.organization_id::text || e.id::text)::uuid as id,
    e.organization_id,
    e.occurred_at,
    e.actor_kind,
    case when e.actor_kind <> 'staff' then e.actor_id end as actor_id,
    u.full_name as actor_name,
    e.api_key_id,
    e.action,
    e.subject_kind,
    e.subject_id,
    audit.shown_values(e.before, s.shown_columns) as before,
    audit.shown_values(e.after, s.shown_columns) as after,
    case
        when e.actor_kind = 'impersonation' or e.subject_kind = 'identity.sessions' then e.reason
    end as reason
from audit.entries as e
left join audit.subjects as s on e.subject_kind = s.kind
left join identity.users as u on e.actor_id = u.id
where
    e.organization_id = (select identity.current_organization_id())
    and (e.subject_kind is null or s.shown_columns is not null);

comment on view api.activity is
$$Who changed what in the organization

The audit log of the organization, the staff's doings among it. actor_kind is user, api_key, staff,
impersonation (a person of the staff in actor_id's place, for reason; as it began an entry of
identity.sessions tells), job, system (Stripe) or
database. action is created, changed or deleted, with the columns that differ in before and after; or
what was done. Seen by whoever has activity.read.$$;

grant select (
    id, organization_id, occurred_at, actor_kind, actor_id, api_key_id, action, subject_kind,
    subject_id, reason, before, after
) on audit.entries to authenticated;
grant select (kind, shown_columns) on audit.subjects to authenticated;
grant select on api.activity to authenticated;
