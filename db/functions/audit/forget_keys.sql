create or replace function audit.forget_keys(subjects text[])
returns bigint
language sql
volatile
set search_path = ''
as $$
    with forgotten as (
        delete from audit.personal_keys as k
        where k.subject = any(subjects)
        returning 1
    )

    select count(*)
    from forgotten
$$;

comment on function audit.forget_keys(text[]) is
'Makes all unreadable that was recorded of persons, addresses or organizations. Returns how many
keys there were.';
