create or replace function billing.expire_checkout_session(session billing.checkout_sessions)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update billing.checkout_sessions as s
    set superseded_at = util.now(s.organization_id)
    where
        s.organization_id = (expire_checkout_session.session).organization_id
        and s.id = (expire_checkout_session.session).id;

    -- Stripe may still be making the page: what expires it waits for that.
    perform billing.enqueue_stripe_command(
        (expire_checkout_session.session).organization_id,
        'checkout_session.expire',
        jsonb_build_object('checkout_session_id', (expire_checkout_session.session).id),
        depends_on => (expire_checkout_session.session).id
    );
end
$$;

comment on function billing.expire_checkout_session(billing.checkout_sessions) is
'Takes a page to pay on out of use here at once, and asks Stripe to expire it.';
