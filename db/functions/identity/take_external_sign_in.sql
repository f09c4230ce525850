-- One statement finds and spends it: of two that come with the same answer one is late.
create or replace function identity.take_external_sign_in(
    organization_id uuid, state text, code_verifier text
)
returns identity.external_sign_ins
language sql
volatile
set search_path = ''
as $$
    update identity.external_sign_ins as s
    set returned_at = util.wall_clock()
    from identity.identity_providers as p
    where
        s.organization_id = take_external_sign_in.organization_id
        and s.state_hash = util.hash_token(take_external_sign_in.state)
        and s.code_challenge
        = util.encode_base64url(util.hash_token(take_external_sign_in.code_verifier))
        and s.returned_at is null
        and s.expires_at > util.wall_clock()
        and p.organization_id = s.organization_id
        and p.issuer = s.issuer
        and p.client_id = s.client_id
    returning s.*
$$;

comment on function identity.take_external_sign_in(uuid, text, text) is
'The sign-in that a provider''s answer belongs to, spent by this; null if it is none that this
browser has begun there, is late or was used, or the organization has another provider by now.';
