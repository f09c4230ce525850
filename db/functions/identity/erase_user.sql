create or replace function identity.erase_user(
    user_id uuid, addresses text[], closed_ids uuid[]
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
begin
    -- Whom one has tried to invite, too.
    delete from identity.throttles as t
    where util.has_words(
        t.key,
        addresses || array(
            select i.email
            from identity.invitations as i
            where i.organization_id = any(closed_ids)
        )
    );
    update identity.invitations as i
    set
        email = 'erased-' || i.id || '@erased.invalid',
        revoked_at = case when i.accepted_at is null then coalesce(i.revoked_at, v_now) end
    where lower(i.email) = any(addresses) or i.organization_id = any(closed_ids);
    delete from identity.one_time_tokens as t
    where t.user_id = erase_user.user_id;
    update identity.sessions as s
    set revoked_at = v_now, revoked_reason = 'erased'
    where s.user_id = erase_user.user_id and s.revoked_at is null;
    update identity.sessions as s
    set client = null, network = null
    where s.user_id = erase_user.user_id;
    delete from identity.external_identities as e
    where e.user_id = erase_user.user_id or e.organization_id = any(closed_ids);
    -- What was one person's alone may bear the person's name.
    delete from identity.identity_providers as p
    where p.organization_id = any(closed_ids);
    delete from identity.email_domains as d
    where d.organization_id = any(closed_ids);
    update identity.api_keys as k
    set name = 'Erased'
    where k.created_by = erase_user.user_id;

    update identity.users as u
    set
        email = 'erased-' || u.id || '@erased.invalid',
        full_name = 'Erased',
        password_hash = 'none',
        email_verified_at = null,
        disabled_at = coalesce(u.disabled_at, v_now),
        erased_at = v_now
    where u.id = erase_user.user_id;
    -- Afterwards: nobody is told of it by letter any more.
    delete from identity.second_factors as f
    where f.user_id = erase_user.user_id;
    update identity.organizations as o
    set name = 'Erased', erased_at = v_now
    where o.id = any(closed_ids);
end
$$;

comment on function identity.erase_user(uuid, text[], uuid[]) is
'Leaves nothing of a person but an id that others refer to, and of organizations that had nobody
else nothing but theirs.';
