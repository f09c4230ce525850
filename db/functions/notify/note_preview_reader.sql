create or replace function notify.note_preview_reader(email_id uuid, reader_id uuid)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    update notify.previews as p
    set read_by = p.read_by || note_preview_reader.reader_id
    where
        p.email_id = note_preview_reader.email_id
        and note_preview_reader.reader_id <> all(p.read_by);
    return found;
end
$$;

comment on function notify.note_preview_reader(uuid, uuid) is
'Notes who looks at a letter that was written for that; whether it is the first time.';
