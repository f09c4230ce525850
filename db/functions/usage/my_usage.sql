create or replace function usage.my_usage()
returns table (
    organization_id uuid,
    feature_code text,
    limit_value bigint,
    used numeric,
    period_start timestamptz,
    period_end timestamptz
)
language sql
stable
security definer -- adds up tables that no customer may read
set search_path = ''
begin atomic
    select
        o.id,
        u.feature_code,
        u.limit_value,
        u.used,
        u.period_start,
        u.period_end
    from identity.organizations as o
    cross join lateral usage.current_usage(o.id) as u
    where o.id = identity.current_organization_id();
end;

comment on function usage.my_usage() is
'The usage of the caller''s organization: usage.current_usage, which anybody of it may see.';

grant execute on function usage.my_usage() to authenticated;
