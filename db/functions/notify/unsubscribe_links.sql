create or replace function notify.unsubscribe_links(token text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    if unsubscribe_links.token is null then
        return null;
    end if;

    return jsonb_build_object(
        'unsubscribe_url', notify.token_url('/unsubscribe/', unsubscribe_links.token),
        -- For mail programs, which POST to it on their own (RFC 8058).
        'one_click_url',
        util.setting('web_url') || '/api/v1/unsubscribe?token=' || unsubscribe_links.token
    );
end
$$;

comment on function notify.unsubscribe_links(text) is
'{"unsubscribe_url": a page for a person, "one_click_url": for a mail program}; null without a
token.';
