create or replace function identity.find_token_fault(header jsonb, claims jsonb, client_id text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_now numeric := extract(epoch from util.wall_clock());
    v_audience jsonb := case jsonb_typeof(claims -> 'aud')
        when 'array' then claims -> 'aud'
        else jsonb_build_array(claims -> 'aud')
    end;
begin
    -- Tokens of other kinds are signed with the same keys.
    if upper(coalesce(header ->> 'typ', 'JWT')) <> 'JWT' or header ? 'crit' then
        return 'type';
    elsif not v_audience @> jsonb_build_array(find_token_fault.client_id)
        -- Made for somebody else as well: then it must say that we asked for it.
        or (jsonb_array_length(v_audience) > 1 and not claims ? 'azp')
        or (claims ? 'azp' and claims ->> 'azp' is distinct from find_token_fault.client_id)
    then
        return 'audience';
    elsif jsonb_typeof(claims -> 'exp') is distinct from 'number'
        or jsonb_typeof(claims -> 'iat') is distinct from 'number'
        or jsonb_typeof(claims -> 'sub') is distinct from 'string'
        or length(claims ->> 'sub') not between 1 and 255
        or (claims ? 'nbf' and jsonb_typeof(claims -> 'nbf') <> 'number')
    then
        return 'incomplete';
    elsif (claims ->> 'exp')::numeric <= v_now then
        return 'expired';
    -- Clocks differ by a minute; and nobody keeps a token for a day.
    elsif (claims ->> 'iat')::numeric > v_now + 60
        or (claims ->> 'nbf')::numeric > v_now + 60
    then
        return 'not_yet_valid';
    elsif (claims ->> 'exp')::numeric > v_now + 86400
        or (claims ->> 'iat')::numeric < v_now - 86400
    then
        return 'lifetime';
    elsif claims -> 'email_verified' is distinct from 'true'::jsonb
        and claims -> 'email_verified' is distinct from '"true"'::jsonb
    then
        return 'email_unverified';
    end if;
    return null;
end
$$;

comment on function identity.find_token_fault(jsonb, jsonb, text) is
'Why the claims of a token that a provider has signed do not sign anybody in: type, audience,
incomplete, expired, not_yet_valid, lifetime or email_unverified; null if they do.';
