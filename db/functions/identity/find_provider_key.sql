create or replace function identity.find_provider_key(issuer text, key_id text)
returns jsonb
language sql
stable
begin atomic
    select k.key
    from identity.key_sets as s
    cross join jsonb_array_elements(s.keys) with ordinality as k (key, position)
    where
        s.issuer = find_provider_key.issuer
        -- A provider that cannot be reached is believed for a day: it may have taken a key back.
        and s.fetched_at > util.wall_clock() - interval '24 hours'
        and k.key ->> 'kid' = find_provider_key.key_id
    order by k.position
    limit 1;
end;

comment on function identity.find_provider_key(text, text) is
'The key of an issuer with this id; null if it has none. Only an issuer''s own keys are looked
through, so that no other provider can sign for it.';
