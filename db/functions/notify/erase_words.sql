create or replace function notify.erase_words(
    user_id uuid, words text[], organization_ids uuid[], closed_ids uuid[]
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_addresses text[] := array(
        select lower(w.word)
        from unnest(words) as w (word)
        where w.word like '%@%'
    );
begin
    -- What is not sent yet is not sent any more.
    perform notify.withdraw_email(e.id)
    from notify.emails as e
    where
        e.finished_at is null
        and (
            e.user_id = erase_words.user_id
            or lower(e.recipient) = any(v_addresses)
            or e.organization_id = any(closed_ids)
        );

    update notify.emails as e
    set
        recipient = 'erased@erased.invalid',
        data = '{}',
        dedupe_key = 'erased:' || e.id,
        last_error = null
    where
        e.user_id = erase_words.user_id
        or lower(e.recipient) = any(v_addresses)
        or e.organization_id = any(closed_ids);
    -- Letters to others that tell of the person.
    update notify.emails as e
    set
        data = util.json_without_words(e.data, words),
        dedupe_key = util.without_words(e.dedupe_key, words),
        last_error = util.without_words(e.last_error, words)
    where
        util.has_words(concat(e.data, e.dedupe_key, e.last_error), v_addresses)
        or (
            e.organization_id = any(organization_ids)
            and util.has_words(concat(e.data, e.dedupe_key, e.last_error), words)
        );

    -- They are written anew for whoever looks again.
    delete from notify.previews;

    delete from notify.suppressions as s
    where lower(s.address) = any(v_addresses);
    delete from notify.unsubscriptions as s
    where lower(s.address) = any(v_addresses);
end
$$;

comment on function notify.erase_words(uuid, text[], uuid[], uuid[]) is
'Letters to a person say neither to whom nor what, and letters of these organizations to others not
about whom. That they were sent stays. A name is looked for nowhere else: others may bear it.';
