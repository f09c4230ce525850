create function admin.erase_organization(organization_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_organization identity.organizations;
    v_user_id uuid;
begin
    perform identity.require_staff();
    perform audit.note_reason(erase_organization.reason);
    perform identity.require_organization(erase_organization.organization_id);
    select o.* into v_organization
    from identity.organizations as o
    where o.id = erase_organization.organization_id
    for update;
    if v_organization.erased_at is null then
        perform billing.require_ended(array[v_organization.id]);
        -- Who belongs to nothing else goes with it, the others leave it.
        for v_user_id in
            select m.user_id
            from identity.memberships as m
            where
                m.organization_id = v_organization.id
                and not exists (
                    select from identity.memberships as e
                    where e.user_id = m.user_id and e.organization_id <> v_organization.id
                )
            order by m.user_id
        loop
            perform app.forget(v_user_id, '{}');
        end loop;
        perform identity.erase_members(v_organization.id);
        perform app.forget(null, array[v_organization.id]);
        perform audit.record_action('organization_erased', v_organization.id);
        v_organization.erased_at = util.wall_clock();
    end if;
    return json_build_object(
        'organization_id', v_organization.id, 'erased_at', v_organization.erased_at
    );
end
$$;

comment on function admin.erase_organization(uuid, text) is
$$Forget an organization

As erase_user forgets a person: names and addresses go, ids, invoices, their documents and amounts stay.
Members who belong to nothing else are forgotten with it, others only leave it. May be repeated.
Answers {organization_id, erased_at}. 404 organization_not_found, 409 transition_refused while there is
something to pay for.$$;

grant execute on function admin.erase_organization(uuid, text) to platform_admin;
