create or replace function billing.fold_email(email text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
    with folded as (
        select
            split_part(split_part(lower(btrim(fold_email.email)), '@', 1), '+', 1) as mailbox,
            split_part(lower(btrim(fold_email.email)), '@', 2) as domain
    )

    select case
        when f.domain in ('gmail.com', 'googlemail.com')
            then replace(f.mailbox, '.', '') || '@gmail.com'
        else f.mailbox || '@' || f.domain
    end
    from folded as f
$$;

comment on function billing.fold_email(text) is
'One form for all the ways to write a mailbox: lower case, without +tag, without dots at Gmail.';
