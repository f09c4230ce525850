create function admin.advance_clock(organization_id uuid, to_time timestamptz)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform identity.advance_clock(advance_clock.organization_id, advance_clock.to_time);
    perform jobs.request_clock_runs();
    return json_build_object('current_at', util.now(advance_clock.organization_id));
end
$$;

comment on function admin.advance_clock(uuid, timestamptz) is
$$Move a clock ahead

That of a sandbox organization, or with null that of the platform, which production refuses. It
ticks on from there, and never goes back; jobs that go by it run within a minute. Answers
{current_at}. 409 clock_refused.$$;

grant execute on function admin.advance_clock(uuid, timestamptz) to platform_admin;
