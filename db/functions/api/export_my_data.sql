create function api.export_my_data()
returns identity."*/*"
language plpgsql
security definer -- reads what is kept of a person in all organizations, letters among it
set search_path = ''
as $$
declare
    v_user_id uuid := identity.require_own_session();
    v_archive bytea;
begin
    perform audit.record_action('data_exported');
    select util.tar_tables(array_agg(t.name), array_agg(t.rows), util.wall_clock())
    into v_archive
    from (
        select
            'profile' as name,
            jsonb_agg(to_jsonb(u) - 'password_hash') as rows
        from identity.users as u
        where u.id = v_user_id
        union all
        select
            'memberships',
            coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('organization', o.name)), '[]')
        from identity.memberships as m
        inner join identity.organizations as o on m.organization_id = o.id
        where m.user_id = v_user_id
        union all
        select
            'invitations',
            coalesce(jsonb_agg(to_jsonb(i)), '[]')
        from identity.invitations as i
        inner join identity.users as u on u.id = v_user_id
        where
            i.invited_by = v_user_id
            or i.accepted_by = v_user_id
            or lower(i.email) = lower(u.email)
        union all
        select
            'sessions',
            coalesce(jsonb_agg(to_jsonb(s) - '{acting_staff_id}'::text[]), '[]')
        from identity.sessions as s
        where s.user_id = v_user_id
        union all
        select
            'letters',
            coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'kind', e.kind, 'recipient', e.recipient, 'status', e.status,
                        'created_at', e.created_at, 'finished_at', e.finished_at
                    )
                ),
                '[]'
            )
        from notify.emails as e
        where e.user_id = v_user_id
        union all
        select
            'activity',
            coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'organization_id', e.organization_id, 'occurred_at', e.occurred_at,
                        'request', e.request, 'action', e.action, 'subject_kind', e.subject_kind,
                        'subject_id', e.subject_id,
                        'before', audit.shown_values(e.before, j.shown_columns),
                        'after', audit.shown_values(e.after, j.shown_columns)
                    )
                    order by e.id
                ),
                '[]'
            )
        from audit.entries as e
        left join audit.subjects as j on e.subject_kind = j.kind
        where e.actor_id = v_user_id and e.actor_kind = 'user'
    ) as t;
    perform util.add_response_header('Content-Type', 'application/x-tar');
    perform util.add_response_header('Content-Disposition', 'attachment; filename="my-data.tar"');
    return v_archive::identity."*/*";
end
$$;

comment on function api.export_my_data() is
$$All that is kept of the caller

A tar archive with the person, memberships, invitations, sessions, letters and doings, each as JSON
and as CSV. 403 own_session_required for keys and impersonators.$$;

grant execute on function api.export_my_data() to authenticated;
