create function admin.retry_stripe_event(id text, reason text default null)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    if retry_stripe_event.reason is not null then
        perform audit.note_reason(retry_stripe_event.reason);
    end if;
    perform webhooks.retry_stripe_event(retry_stripe_event.id);
    perform audit.record_action(
        'stripe_event_retried', null, jsonb_build_object('id', retry_stripe_event.id)
    );
    return json_build_object('id', retry_stripe_event.id, 'status', 'pending');
end
$$;

comment on function admin.retry_stripe_event(text, text) is
$$Try to apply an event of Stripe's again

One that failed or was parked; the worker takes it up within a second. 404 stripe_event_not_found,
409 stripe_event_settled.$$;

grant execute on function admin.retry_stripe_event(text, text) to platform_admin;
