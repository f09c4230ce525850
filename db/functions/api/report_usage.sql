-- The parameter has no name: PostgREST hands it the body as it came.
create function api.report_usage(json)
returns json
language plpgsql
security definer -- writes events and roll-ups that tenants cannot write themselves
set search_path = ''
as $$
begin
    return usage.record_events(identity.require_permission('business.write'), $1);
end
$$;

comment on function api.report_usage(json) is
$$Report what was used

The body is an array of events {meter, quantity, occurred_at, idempotency_key}, thousands at once;
send ?columns=meter, and it passes untouched. An event counts once for its idempotency_key and
occurred_at, so repeat both in a retry; occurred_at has an offset from UTC, and lies at most 35 days
back. Answers {accepted, duplicates, refused, outcomes, refusals}: an outcome for each event in its
place, and for each refusal {index, idempotency_key, reason}, the reason being malformed,
unknown_meter, negative, future or too_late. Taken whatever the subscription's status. Needs
business.write.$$;

grant execute on function api.report_usage(json) to authenticated;
