create or replace function identity.find_organization_for_session(user_id uuid)
returns uuid
language sql
stable
begin atomic
    select m.organization_id
    from identity.memberships as m
    where
        m.user_id = find_organization_for_session.user_id
        and identity.can_use_password(m.organization_id, m.user_id)
    order by
        (
            select max(s.created_at)
            from identity.sessions as s
            where
                s.kind = 'user'
                and s.user_id = m.user_id
                and s.organization_id = m.organization_id
        ) desc nulls last,
        m.created_at asc,
        m.organization_id asc
    limit 1;
end;

comment on function identity.find_organization_for_session(uuid) is
'Where a person goes on signing in: the organization of the last session, else the first joined.';
