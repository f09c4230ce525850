-- An organization may want a second factor of all its people.

alter table identity.organizations
add column is_second_factor_required boolean not null default false;
comment on column identity.organizations.is_second_factor_required is
'Members who come by password see nothing of it before they have given a code.';

comment on column identity.sessions.second_factor_at is
'When the person gave a code. Until then a session of the staff, or in an organization that wants
one, can do nothing but enrol a factor.';

insert into identity.permissions (permission, description, is_own)
values ('second_factor.require', 'Want a second factor of everybody in the organization', true);
insert into identity.role_permissions (role, permission)
values ('owner', 'second_factor.require');
