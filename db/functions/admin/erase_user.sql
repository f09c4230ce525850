create function admin.erase_user(user_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_user identity.users;
    v_addresses text[];
    v_words text[];
    v_closed_ids uuid[];
    v_organization_ids uuid[];
begin
    perform identity.require_staff();
    perform audit.note_reason(erase_user.reason);
    select u.* into v_user
    from identity.users as u
    where u.id = erase_user.user_id and u.kind = 'customer'
    for update;
    if v_user.id is null then
        perform util.fail(404, 'user_not_found', 'There is no such customer');
    end if;
    if v_user.erased_at is not null then
        return json_build_object('user_id', v_user.id, 'erased_at', v_user.erased_at);
    end if;

    v_closed_ids = identity.find_sole_organizations(v_user.id);
    if exists (
        select
        from billing.subscriptions as s
        where
            s.organization_id = any(v_closed_ids)
            and s.source in ('stripe', 'manual')
            and s.status <> 'canceled'
    ) then
        perform util.fail(
            409, 'transition_refused',
            'An organization that has nobody else still has a subscription',
            jsonb_build_object('command', 'erase_user', 'organization_ids', v_closed_ids),
            'End the subscription first'
        );
    end if;

    v_addresses = array(
        select lower(v_user.email)
        union
        select lower(i.email)
        from identity.invitations as i
        where i.accepted_by = v_user.id
    );
    v_words = v_user.full_name || v_addresses;
    v_organization_ids = array(
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

    perform identity.erase_memberships(v_user.id);
    perform billing.erase_person(v_user.id, v_words, v_organization_ids, v_closed_ids);
    perform webhooks.erase_words(v_words, v_organization_ids, v_closed_ids);
    perform notify.erase_words(v_user.id, v_words, v_organization_ids, v_closed_ids);
    perform jobs.erase_words(v_addresses);
    perform identity.erase_user(v_user.id, v_addresses, v_closed_ids);
    perform audit.record_action(
        'person_erased', null,
        jsonb_build_object('user_id', v_user.id, 'organization_ids', v_closed_ids)
    );
    -- Last, for until now more was recorded.
    perform audit.forget_keys(
        array['user:' || v_user.id]
        || array(
            select audit.address_subject(a.address)
            from unnest(v_addresses) as a (address)
        )
        || array(
            select 'organization:' || o.id
            from unnest(v_closed_ids) as o (id)
        )
    );
    return json_build_object('user_id', v_user.id, 'erased_at', util.wall_clock());
end
$$;

comment on function admin.erase_user(uuid, text) is
$$Forget a person

Name and addresses go out of tables, queues, what Stripe said and what customers' endpoints were
told; what the audit knows of them becomes unreadable. Ids, invoices and amounts stay. An
organization that has nobody else is forgotten too. May be repeated. Answers {user_id, erased_at}. 404 user_not_found,
409 last_owner, 409 transition_refused while there is something to pay for.$$;

grant execute on function admin.erase_user(uuid, text) to platform_admin;
