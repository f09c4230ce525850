create or replace function identity.require_domain(domain text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_domain text := lower(btrim(require_domain.domain));
begin
    if coalesce(length(v_domain) > 253, true)
        or v_domain !~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$'
    then
        perform util.fail(
            400, 'invalid_argument', 'domain must be what stands behind the @ of addresses',
            jsonb_build_object('argument', 'domain')
        );
    end if;
    return v_domain;
end
$$;

comment on function identity.require_domain(text) is
'The domain in lower case; refused with 400 if it cannot be one, and in any script but ASCII.';
