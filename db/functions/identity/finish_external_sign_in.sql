create or replace function identity.finish_external_sign_in(
    provider identity.identity_providers, claims jsonb, state text
)
returns text
language plpgsql
set search_path = ''
as $$
begin
    update identity.external_sign_ins as s
    set finished_at = util.wall_clock()
    where
        s.organization_id = provider.organization_id
        and s.state_hash = util.hash_token(finish_external_sign_in.state)
        and s.issuer = provider.issuer
        and s.client_id = provider.client_id
        and s.nonce_hash = util.hash_token(claims ->> 'nonce')
        and s.returned_at is not null
        and s.finished_at is null;
    return case when not found then 'nonce' end;
end
$$;

comment on function identity.finish_external_sign_in(identity.identity_providers, jsonb, text) is
'nonce, if a token is not the one that somebody left for with this state, or it has come before;
null if it is, and then it counts no more.';
