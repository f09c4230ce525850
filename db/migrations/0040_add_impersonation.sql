-- The staff see what a customer sees, for an hour at most, with a reason that the customer reads.

-- squawk-ignore-file constraint-missing-not-valid
-- Nobody has impersonated anybody before this.

alter table identity.sessions
add column reason text,
add constraint sessions_reason_check
check ((kind = 'impersonation') = (reason is not null)),
add constraint sessions_impersonation_check
check (kind <> 'impersonation' or expires_at <= created_at + interval '60 minutes');
comment on column identity.sessions.reason is
'Why a person of the staff acts in somebody''s place.';

alter table identity.permissions add column is_own boolean not null default false;
comment on column identity.permissions.is_own is
'What only a person does in a session of their own: it gives access to somebody, or to something.';
update identity.permissions
set is_own = true
where
    permission in ('members.manage', 'owners.manage', 'developers.manage', 'organization.delete');
