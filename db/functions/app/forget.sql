create or replace function app.forget(user_id uuid, closed_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_user identity.users;
    v_addresses text[];
    v_words text[];
    v_organization_ids uuid[];
    v_strangers text[];
begin
    select u.* into v_user
    from identity.users as u
    where u.id = forget.user_id;
    v_addresses = array(
        select lower(v_user.email)
        where v_user.id is not null
        union
        select lower(i.email)
        from identity.invitations as i
        where i.accepted_by = v_user.id
    );
    v_words = array_remove(v_user.full_name || v_addresses, null);
    v_organization_ids = array(
        select unnest(closed_ids)
        union
        select m.organization_id
        from identity.memberships as m
        where m.user_id = v_user.id
        union
        select i.organization_id
        from identity.invitations as i
        where i.accepted_by = v_user.id or lower(i.email) = any(v_addresses)
        union
        select unnest(billing.find_person_organizations(v_user.id, v_addresses))
    );

    -- Whom these organizations alone have written to.
    v_strangers = array(
        (
            select lower(i.email)
            from identity.invitations as i
            where i.organization_id = any(closed_ids)
            union
            select lower(c.address)
            from billing.profiles as p
            cross join unnest(p.contacts) as c (address)
            where p.organization_id = any(closed_ids)
        )
        except
        (
            select lower(u.email)
            from identity.users as u
            union all
            select lower(i.email)
            from identity.invitations as i
            where i.organization_id <> all(closed_ids)
            union all
            select lower(c.address)
            from billing.profiles as p
            cross join unnest(p.contacts) as c (address)
            where p.organization_id <> all(closed_ids)
        )
    );

    perform identity.erase_memberships(v_user.id);
    perform billing.erase_person(v_user.id, v_words, v_organization_ids, closed_ids);
    perform webhooks.erase_words(v_words, v_organization_ids, closed_ids);
    perform notify.erase_words(v_user.id, v_words, v_organization_ids, closed_ids);
    perform jobs.erase_words(v_addresses);
    perform identity.erase_user(v_user.id, v_addresses, closed_ids);
    if v_user.id is not null then
        perform audit.record_action(
            'person_erased', null,
            jsonb_build_object('user_id', v_user.id, 'organization_ids', closed_ids)
        );
    end if;
    -- Last, for until now more was recorded.
    perform audit.forget_keys(
        array(
            select 'user:' || v_user.id
            where v_user.id is not null
            union
            select audit.address_subject(a.address)
            from unnest(v_addresses || v_strangers) as a (address)
            union
            select 'organization:' || o.id
            from unnest(closed_ids) as o (id)
        )
    );
end
$$;

comment on function app.forget(uuid, uuid[]) is
'Takes a person, and organizations that nobody is to be found in any more, out of all that is kept
but ids, amounts, invoices and their documents. Either may be missing.';
