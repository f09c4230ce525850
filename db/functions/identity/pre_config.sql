create or replace function identity.pre_config()
returns void
language plpgsql
security definer -- PostgREST's login role may not read the keys
set search_path = ''
as $$
begin
    perform set_config(
        'pgrst.jwt_secret',
        json_build_object('keys', (
            select json_agg(json_build_object(
                'kty', 'oct', 'alg', 'HS256', 'use', 'sig', 'kid', k.id, 'k', k.secret
            ))
            from identity.signing_keys as k
        ))::text,
        true
    );
end
$$;

comment on function identity.pre_config() is
'PostgREST''s db-pre-config: gives it the keys of access tokens. NOTIFY pgrst, ''reload config''
makes it ask again.';

grant execute on function identity.pre_config() to authenticator;
