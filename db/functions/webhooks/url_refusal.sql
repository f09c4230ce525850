create or replace function webhooks.url_refusal(url text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    -- Plain characters only: whatever two parsers might read differently is refused.
    v_parts text[] := regexp_match(
        url,
        '^(https?)://([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?'
        '(?:[/?][]!$-;=?-[_a-z~]*)?$',
        'i'
    );
    v_scheme text := lower(v_parts[1]);
    v_host text := lower(v_parts[2]);
    v_port integer := coalesce(v_parts[3]::integer, case v_scheme when 'http' then 80 else 443 end);
begin
    if v_parts is null or length(url) > 2048 or v_port not between 1 and 65535 then
        return 'malformed';
    end if;

    if v_host in ('localhost', '127.0.0.1', '[::1]')
        and util.setting('webhook_allow_loopback')::boolean
        and util.setting('environment') <> 'production'
    then
        return null;
    end if;

    if v_scheme <> 'https' then
        return 'not_https';
    end if;

    -- The last label begins with a letter: 127.1, 0x7f000001 and 2130706433 are addresses, too. Who
    -- has a server has a name, and certificates are for names.
    if v_host !~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$'
        or v_host ~ '[.](localhost|local|internal|home[.]arpa|onion|invalid|test)$'
    then
        return 'no_public_name';
    end if;

    if v_port <> 443 and v_port < 1024 then
        return 'port_of_another_service';
    end if;

    return null;
end
$$;

comment on function webhooks.url_refusal(text) is
'Why an endpoint cannot have this address (malformed, not_https, no_public_name,
port_of_another_service), or null. Where a name leads is looked at when something is sent there: it
can change at any time.';
