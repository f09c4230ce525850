create or replace function audit.take_key(subject text)
returns audit.personal_keys
language plpgsql
set search_path = ''
-- A plan made while there are few keys would read all of them for each of many new ones.
set enable_seqscan = off
as $$
declare
    v_key audit.personal_keys;
begin
    select k.* into v_key
    from audit.personal_keys as k
    where k.subject = take_key.subject;
    if found then
        return v_key;
    end if;

    -- Somebody else's of the same moment is as good: updating nothing returns it.
    insert into audit.personal_keys as k (subject, key, created_at)
    values (take_key.subject, ext.gen_random_bytes(32), util.wall_clock())
    on conflict on constraint personal_keys_subject_key do update set subject = excluded.subject
    returning k.* into v_key;
    return v_key;
end
$$;

comment on function audit.take_key(text) is
'The key that conceals values of a person or an organization, made when it is first needed.';
