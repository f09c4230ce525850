-- One for each organization: a provider that hands people on to another one (a mix-up) has them
-- come back here with the wrong address, for the other provider knows but its own.
create or replace function identity.find_redirect_uri(organization_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
    select util.setting('web_url') || '/sign-in/callback/' || find_redirect_uri.organization_id
$$;

comment on function identity.find_redirect_uri(uuid) is
'Where an organization''s provider sends people back to, as it has to be registered there.';
