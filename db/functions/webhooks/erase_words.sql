create or replace function webhooks.erase_words(
    words text[], organization_ids uuid[], closed_ids uuid[]
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update webhooks.events as e
    set
        data = case
            when e.organization_id = any(closed_ids) then '{}'
            else util.json_without_words(e.data, words)
        end
    where e.organization_id = any(organization_ids) and util.has_words(e.data::text, words);
    update webhooks.delivery_attempts as a
    set
        error = util.without_words(a.error, words),
        response_excerpt = util.without_words(a.response_excerpt, words)
    where
        a.organization_id = any(organization_ids)
        and util.has_words(concat(a.error, a.response_excerpt), words);
    update webhooks.deliveries as d
    set
        error = util.without_words(d.error, words),
        response_excerpt = util.without_words(d.response_excerpt, words)
    where
        d.organization_id = any(organization_ids)
        and util.has_words(concat(d.error, d.response_excerpt), words);
    update webhooks.endpoints as p
    set description = util.without_words(p.description, words)
    where p.organization_id = any(organization_ids) and util.has_words(p.description, words);
    update webhooks.endpoints as p
    set
        deleted_at = coalesce(p.deleted_at, util.wall_clock()),
        url = 'https://erased.invalid/'
    where p.organization_id = any(closed_ids);
    update webhooks.alarms as a
    set details = util.json_without_words(a.details, words)
    where util.has_words(
        a.details::text,
        array(
            select w.word
            from unnest(words) as w (word)
            where w.word like '%@%'
        )
    );
end
$$;

comment on function webhooks.erase_words(text[], uuid[], uuid[]) is
'What these organizations'' endpoints were told, or are to be, is without names and addresses; those
of organizations that are closed are told nothing any more.';
