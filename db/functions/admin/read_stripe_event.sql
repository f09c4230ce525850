create function admin.read_stripe_event(id text)
returns json
language plpgsql
stable
security definer -- bodies are nobody's to read but by this
set search_path = ''
as $$
declare
    v_body json;
begin
    perform identity.require_staff();
    select webhooks.redacted_object(e.body::jsonb)::json into v_body
    from webhooks.stripe_events as e
    where e.id = read_stripe_event.id;
    if v_body is null then
        perform util.fail(404, 'stripe_event_not_found', 'There is no such event');
    end if;
    return v_body;
end
$$;

comment on function admin.read_stripe_event(text) is
$$What Stripe said in an event

The event as it came, without what is personal in it (names, addresses, telephone numbers are null).
404 stripe_event_not_found.$$;

grant execute on function admin.read_stripe_event(text) to platform_admin;
