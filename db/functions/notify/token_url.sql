create or replace function notify.token_url(path text, token text)
returns text
language sql
stable
begin atomic
    select util.setting('web_url') || token_url.path || '#token=' || token_url.token;
end;

comment on function notify.token_url(text, text) is
'A page of the web app with a token in the fragment, which browsers send to no server and no log.';
