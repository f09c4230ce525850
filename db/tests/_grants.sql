-- The reviewed list: everything that others than the owner may do. A grant is put beneath its
-- object, and then here, by somebody who has thought about it. columns null is all of them.

create table tests.reviewed_grants (
    object text not null,
    privilege text not null,
    roles text not null,
    columns text
);

insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('admin', 'usage', 'platform_admin', null),
('api', 'usage', 'anon, authenticated, platform_admin', null);
