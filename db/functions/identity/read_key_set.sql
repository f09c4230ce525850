-- Of each key only what a signature is checked with, and the algorithm by the kind of key, never by
-- what a token says. Secrets (oct) are no keys here: whoever can read them could sign.
create or replace function identity.read_key_set(document jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
    select
        coalesce(
            jsonb_agg(
                jsonb_strip_nulls(jsonb_build_object(
                    'kid', k.key -> 'kid',
                    'alg', case k.key ->> 'kty' when 'RSA' then 'RS256' else 'ES256' end,
                    'n', k.key -> 'n', 'e', k.key -> 'e',
                    'x', k.key -> 'x', 'y', k.key -> 'y'
                ))
                order by k.position
            ),
            '[]'
        )
    from
        jsonb_array_elements(
            case jsonb_typeof(read_key_set.document -> 'keys')
                when 'array' then read_key_set.document -> 'keys'
                else '[]'
            end
        ) with ordinality as k (key, position)
    where
        k.position <= 100
        and length(k.key ->> 'kid') between 1 and 255
        and coalesce(k.key ->> 'use', 'sig') = 'sig'
        and case k.key ->> 'kty'
            when 'RSA' then
                coalesce(k.key ->> 'alg', 'RS256') = 'RS256'
                -- 2048 to 4096 bits
                and length(k.key ->> 'n') between 342 and 683
                and k.key ->> 'n' ~ '^[A-Za-z0-9_-]+$'
                and k.key ->> 'e' = 'AQAB'
            when 'EC' then
                coalesce(k.key ->> 'alg', 'ES256') = 'ES256'
                and k.key ->> 'crv' = 'P-256'
                and k.key ->> 'x' ~ '^[A-Za-z0-9_-]{43}$'
                and k.key ->> 'y' ~ '^[A-Za-z0-9_-]{43}$'
            else false
        end
$$;

comment on function identity.read_key_set(jsonb) is
'The keys of a provider''s JWKS that a token may be signed with: RSA of 2048 to 4096 bits (RS256)
and P-256 (ES256), each with an id.';
