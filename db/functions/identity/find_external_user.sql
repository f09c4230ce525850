create or replace function identity.find_external_user(
    organization_id uuid, issuer text, subject text
)
returns uuid
language sql
stable
begin atomic
    select e.user_id
    from identity.external_identities as e
    where
        e.organization_id = find_external_user.organization_id
        and e.issuer = find_external_user.issuer
        and e.subject = find_external_user.subject;
end;

comment on function identity.find_external_user(uuid, text, text) is
'Whom an organization''s provider means by a subject; null if nobody came by that name before.';
