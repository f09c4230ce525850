create or replace function usage.is_within_grace(organization_id uuid, exceeded_at timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
    return util.now(is_within_grace.organization_id) < is_within_grace.exceeded_at
        + make_interval(hours => 24 * util.setting('limit_grace_days')::integer);
end
$$;

comment on function usage.is_within_grace(uuid, timestamptz) is
'Whether a limit of mode grace_then_block that is exceeded since then may be exceeded further.';
