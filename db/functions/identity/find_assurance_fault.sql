create or replace function identity.find_assurance_fault(
    provider identity.identity_providers, claims jsonb
)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_auth_time numeric := case
        when jsonb_typeof(claims -> 'auth_time') = 'number' then (claims ->> 'auth_time')::numeric
    end;
    v_now numeric := extract(epoch from util.wall_clock());
begin
    -- Clocks differ by a minute.
    if provider.max_age_seconds is not null
        and coalesce(v_auth_time not between v_now - provider.max_age_seconds - 60 and v_now + 60, true)
    then
        return 'auth_time';
    elsif provider.acr_values <> '{}'
        and coalesce(claims ->> 'acr' <> all(provider.acr_values), true)
    then
        return 'acr';
    end if;
    return null;
end
$$;

comment on function identity.find_assurance_fault(identity.identity_providers, jsonb) is
'Why what a provider says of how it made sure is not what the organization asks for: auth_time (it
was too long ago, or it does not say), acr (in another way); null if it is.';
