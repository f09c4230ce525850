-- Owners take all that their organization has along, and with administrators name it.

insert into identity.permissions (permission, description, is_own)
values
('organization.export', 'Take along all that the organization has here', true),
('organization.rename', 'Give the organization another name', false);
insert into identity.role_permissions (role, permission)
values
('owner', 'organization.export'),
('owner', 'organization.rename'),
('admin', 'organization.rename');
