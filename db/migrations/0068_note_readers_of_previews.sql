-- Who of the staff has looked at a letter: each of them is recorded, not only the one who had it
-- written.
alter table notify.previews
add column read_by uuid[] not null default '{}';

comment on column notify.previews.read_by is
'The persons of the staff who have looked at it.';
