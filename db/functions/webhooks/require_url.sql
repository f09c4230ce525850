create or replace function webhooks.require_url(url text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_reason text := webhooks.url_refusal(coalesce(url, ''));
begin
    if v_reason is not null then
        perform util.fail(
            400, 'webhook_url_refused', 'Webhooks cannot be sent to this address',
            jsonb_build_object('argument', 'url', 'reason', v_reason),
            'Give an https address with a public host name, and neither user nor fragment'
        );
    end if;
    -- What is no matter of case is written in one.
    return (
        select lower(p.parts[1]) || p.parts[2]
        from regexp_match(url, '^([^/]+//[^/?]+)(.*)$') as p (parts)
    );
end
$$;

comment on function webhooks.require_url(text) is
'The address, scheme and host in lower case, if an endpoint can have it; refused with 400
otherwise.';
