create function admin.erase_user(user_id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_user identity.users;
    v_closed_ids uuid[];
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
    perform billing.require_ended(v_closed_ids);
    perform app.forget(v_user.id, v_closed_ids);
    return json_build_object('user_id', v_user.id, 'erased_at', util.wall_clock());
end
$$;

comment on function admin.erase_user(uuid, text) is
$$Forget a person

Name and addresses go out of tables, queues, what Stripe said and what customers' endpoints were
told; what the audit knows of them becomes unreadable. Ids, invoices and amounts stay. An
organization that has nobody else is forgotten too. May be repeated. Answers {user_id, erased_at}.
404 user_not_found, 409 last_owner, 409 transition_refused while there is something to pay for.$$;

grant execute on function admin.erase_user(uuid, text) to platform_admin;
