create or replace function notify.unsubscribe_links(token text)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object(
        'unsubscribe_url', notify.token_url('/unsubscribe/', unsubscribe_links.token),
        -- For mail programs, which POST to it on their own (RFC 8058).
        'one_click_url',
        util.setting('web_url') || '/api/v1/unsubscribe?token=' || unsubscribe_links.token
    )
    where unsubscribe_links.token is not null
$$;

comment on function notify.unsubscribe_links(text) is
'{"unsubscribe_url": a page for a person, "one_click_url": for a mail program}; null without a
token.';
