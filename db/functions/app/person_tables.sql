create or replace function app.person_tables(user_id uuid)
returns table (name text, rows jsonb)
language sql
stable
set search_path = ''
as $$
    select
        'profile' as name,
        jsonb_agg(to_jsonb(u) - 'password_hash') as rows
    from identity.users as u
    where u.id = person_tables.user_id
    union all
    select
        'memberships',
        coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('organization', o.name)), '[]')
    from identity.memberships as m
    inner join identity.organizations as o on m.organization_id = o.id
    where m.user_id = person_tables.user_id
    union all
    select
        'invitations',
        coalesce(jsonb_agg(to_jsonb(i)), '[]')
    from identity.invitations as i
    inner join identity.users as u on u.id = person_tables.user_id
    where
        i.invited_by = person_tables.user_id
        or i.accepted_by = person_tables.user_id
        or lower(i.email) = lower(u.email)
    union all
    select
        'sessions',
        coalesce(jsonb_agg(to_jsonb(s) - '{acting_staff_id}'::text[]), '[]')
    from identity.sessions as s
    where s.user_id = person_tables.user_id
    union all
    select
        'second_factor',
        coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'enrolled_at', f.enrolled_at,
                    'recovery_codes', (
                        select coalesce(
                            jsonb_agg(
                                jsonb_build_object('created_at', r.created_at, 'used_at', r.used_at)
                            ),
                            '[]'
                        )
                        from identity.recovery_codes as r
                        where r.user_id = f.user_id
                    )
                )
            ),
            '[]'
        )
    from identity.second_factors as f
    where f.user_id = person_tables.user_id
    union all
    select
        'external_identities',
        coalesce(jsonb_agg(to_jsonb(e)), '[]')
    from identity.external_identities as e
    where e.user_id = person_tables.user_id
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
    where e.user_id = person_tables.user_id
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
    where e.actor_id = person_tables.user_id and e.actor_kind = 'user'
$$;

comment on function app.person_tables(uuid) is
'All that is kept of a person, table by table: the person, memberships, invitations, sessions, a
second factor, what a provider calls them, letters and doings, without anything secret.';
