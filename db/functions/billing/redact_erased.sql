create or replace function billing.redact_erased()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_until timestamptz := util.wall_clock() - interval '1 minute';
    v_erasure billing.erasures;
    v_rows bigint;
    v_count bigint := 0::bigint;
begin
    for v_erasure in
        select *
        from billing.erasures as r
        order by r.organization_id
        for update
    loop
        perform webhooks.redact_stripe_event(e.id, '{}')
        from (
            select
                n.id,
                n.body
            from billing.stripe_objects as o
            inner join webhooks.stripe_events as n on o.stripe_id = n.object_id
            where
                o.organization_id = v_erasure.organization_id
                and n.received_at > v_erasure.redacted_until
            union all
            select
                n.id,
                n.body
            from webhooks.stripe_events as n
            where n.status = 'ignored' and n.received_at > v_erasure.redacted_until
        ) as e
        where billing.has_erased_value(v_erasure, e.body::jsonb);
        get diagnostics v_rows = row_count;
        v_count = v_count + v_rows;

        update billing.stripe_snapshots as s
        set state = s.state - '{name,email}'::text[]
        from billing.stripe_objects as o
        where
            o.organization_id = v_erasure.organization_id
            and o.object_kind = 'customer'
            and s.object_id = o.stripe_id
            and billing.has_erased_value(v_erasure, s.state);
        get diagnostics v_rows = row_count;
        v_count = v_count + v_rows;

        update billing.stripe_drifts as d
        set ours = null, theirs = null
        where
            d.organization_id = v_erasure.organization_id
            and (
                billing.has_erased_value(v_erasure, d.ours)
                or billing.has_erased_value(v_erasure, d.theirs)
            );
        get diagnostics v_rows = row_count;
        v_count = v_count + v_rows;

        update billing.erasures as r
        set redacted_until = greatest(r.redacted_until, v_until)
        where r.organization_id = v_erasure.organization_id;
    end loop;
    return v_count;
end
$$;

comment on function billing.redact_erased() is
'A job: takes out of what Stripe has said since, in events and answers, what was erased. Our rows do
not take it over in the meantime (billing.value_unless_erased).';
