create or replace function billing.repair_rows(
    organization_id uuid, must_repair boolean default false
)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_object record;
    v_count bigint;
    v_remaining text[];
begin
    -- Who writes meanwhile is waited for: half a change is no difference.
    perform billing.lock_organization(repair_rows.organization_id);

    perform billing.note_drift(
        d.object_id, d.object_kind, repair_rows.organization_id, 'rows', d.field, d.ours, d.theirs
    )
    from billing.row_differences(repair_rows.organization_id) as d;
    get diagnostics v_count = row_count;

    if repair_rows.must_repair or util.setting('stripe_drift_policy') = 'repair' then
        for v_object in
            select
                o as claimed,
                l.state,
                l.created_at
            from billing.stripe_objects as o
            cross join lateral (
                select
                    s.state,
                    s.created_at
                from billing.order_snapshots(o.stripe_id) as s
                order by s.position desc
                limit 1
            ) as l
            where
                v_count > 0
                and o.organization_id = repair_rows.organization_id
            -- What hangs on an invoice is written after it.
            order by array_position(
                array['customer', 'subscription', 'invoice', 'invoice_payment', 'charge'],
                o.object_kind
            ) nulls last, l.created_at, o.stripe_id
        loop
            begin
                perform billing.project_object(
                    v_object.claimed, (v_object.claimed).object_kind, v_object.state, null,
                    v_object.created_at
                );
            exception
                when others then
                    perform webhooks.raise_alarm(
                        'drift_not_repaired', (v_object.claimed).stripe_id,
                        jsonb_build_object('message', sqlerrm)
                    );
            end;
        end loop;

        perform billing.write_subscription(s.organization_id, s.id)
        from billing.subscriptions as s
        where
            v_count > 0
            and s.organization_id = repair_rows.organization_id
            and s.stripe_subscription_id is null;
        if v_count > 0 then
            perform billing.elect_primary(repair_rows.organization_id);
        end if;
    end if;

    for v_object in
        select distinct d.object_id
        from billing.stripe_drifts as d
        where
            d.organization_id = repair_rows.organization_id
            and d.side = 'rows'
            and d.resolved_at is null
    loop
        v_remaining = array(
            select d.field
            from billing.row_differences(repair_rows.organization_id) as d
            where d.object_id = v_object.object_id
        );
        perform billing.resolve_drift(
            v_object.object_id, 'rows',
            case when v_count > 0 then 'repaired' else 'gone' end,
            v_remaining
        );
    end loop;
    return v_count;
end
$$;

comment on function billing.repair_rows(uuid, boolean) is
'Writes down where an organization''s rows differ from what Stripe said, and by the policy, or
where it must be, writes all of its rows anew. What stays different, because only we have it, stays open. Returns how many fields
differed.';
