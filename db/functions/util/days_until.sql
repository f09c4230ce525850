create or replace function util.days_until(at timestamptz, organization_id uuid default null)
returns integer
language sql
stable
begin atomic
    select case
        when days_until.at is not null then greatest(
            0,
            ceil(
                extract(epoch from days_until.at - util.now(days_until.organization_id)) / 86400
            )
        )::integer
    end;
end;

comment on function util.days_until(timestamptz, uuid) is
'Days that are left until a point in business time, a begun day counting whole; 0 when it is past.';

grant execute on function util.days_until(timestamptz, uuid)
to anon, authenticated, platform_admin, analyst;
