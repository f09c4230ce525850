create or replace function identity.open_session(
    kind text, user_id uuid, organization_id uuid, has_second_factor boolean default false
)
returns uuid
language sql
volatile
begin atomic
    insert into identity.sessions (
        kind, user_id, organization_id, created_at, expires_at, second_factor_at
    )
    values (
        open_session.kind,
        open_session.user_id,
        open_session.organization_id,
        util.wall_clock(),
        util.wall_clock()
        + case open_session.kind
            when 'staff' then interval '8 hours'
            -- Whoever is gone from the provider is gone from here by the next morning.
            when 'external' then interval '12 hours'
            else interval '90 days'
        end,
        case when open_session.has_second_factor then util.wall_clock() end
    )
    returning id;
end;

comment on function identity.open_session(text, uuid, uuid, boolean) is
'A session: 8 hours for staff, 12 for whom a provider lets in, else 90 days.
identity.issue_tokens gives out its tokens.';
