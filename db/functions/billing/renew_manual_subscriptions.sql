create or replace function billing.renew_manual_subscriptions(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(for_organization_id);
    v_contract record;
    v_count bigint := 0::bigint;
begin
    perform billing.lock_numbering();
    for v_contract in
        select
            c.organization_id,
            c.subscription_id
        from billing.contracts as c
        inner join billing.subscriptions as s
            on c.organization_id = s.organization_id and c.subscription_id = s.id
        where
            s.status <> 'canceled'
            and (
                util.add_months(c.starts_at, c.months_begun) <= v_now
                or s.cancel_at <= v_now
                or s.resumes_at <= v_now
            )
            and util.is_on_clock(c.organization_id, for_organization_id)
        -- In one order, as whoever else locks many.
        order by c.organization_id
    loop
        -- One that cannot be billed does not keep the others from their invoices.
        begin
            v_count = v_count + billing.renew_contract(
                v_contract.organization_id, v_contract.subscription_id
            );
        exception
            when others then
                perform webhooks.raise_alarm(
                    'manual_subscription_not_renewed', v_contract.subscription_id::text,
                    jsonb_build_object(
                        'organization_id', v_contract.organization_id, 'error', sqlerrm
                    )
                );
        end;
    end loop;
    return v_count;
end
$$;

comment on function billing.renew_manual_subscriptions(uuid) is
'A job: begins the periods of sales-led subscriptions that are due, bills them, ends those that
were canceled for then, and pauses whose time is over. What was missed is made up for, each period
once.';
