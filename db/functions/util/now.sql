create or replace function util.now(organization_id uuid default null)
returns timestamptz
language plpgsql
stable
security definer -- views ask for the time on behalf of roles that may not read the clocks
set search_path = ''
as $$
begin
    return transaction_timestamp() + coalesce(
        (select c.ahead_by from util.clocks as c where c.organization_id = now.organization_id),
        (select c.ahead_by from util.clocks as c where c.organization_id is null),
        interval '0'
    );
end
$$;

comment on function util.now(uuid) is
'Business time: when the transaction began, moved ahead by the organization''s clock if it has one
(only sandboxes do), else by the platform''s.';

grant execute on function util.now(uuid) to anon, authenticated, platform_admin, analyst;
