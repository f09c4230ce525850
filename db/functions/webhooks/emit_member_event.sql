create or replace function webhooks.emit_member_event()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    -- A row that goes is the only one there is, and the other way round.
    v_member identity.memberships := coalesce(new, old);
begin
    perform webhooks.emit_event(
        v_member.organization_id,
        case tg_op
            when 'INSERT' then 'organization.member_added'
            when 'UPDATE' then 'organization.member_changed'
            else 'organization.member_removed'
        end,
        jsonb_build_object(
            'user_id', u.id, 'email', u.email, 'full_name', u.full_name, 'role', v_member.role
        ),
        concat_ws(':', 'organization.member', tg_op, u.id, extract(epoch from util.wall_clock()))
    )
    from identity.users as u
    where u.id = v_member.user_id;
    return null;
end
$$;

comment on function webhooks.emit_member_event() is
'Somebody has become a member, has another role, or is a member no more.';
