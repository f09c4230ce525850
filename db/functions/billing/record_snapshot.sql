create or replace function billing.record_snapshot(
    object jsonb,
    source text,
    snapshot_id text,
    created_at timestamptz,
    event_type text default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_id text := object ->> 'id';
    v_kind text := object ->> 'object';
    v_state jsonb;
    v_claimed billing.stripe_objects;
    v_is_told boolean := record_snapshot.source = 'event';
    v_before billing.stripe_snapshots;
    v_latest billing.stripe_snapshots;
    v_is_decided boolean := true;
    v_refetch_reason text;
begin
    if v_kind = 'price' then
        perform billing.link_price(object);
        return;
    end if;

    -- A preview of an invoice is nothing that lasts; until 2025-02-24 it does not even have an id.
    if event_type = 'invoice.upcoming' then
        return;
    end if;

    v_state = billing.read_snapshot(object, event_type);
    if v_state is null then
        return;
    end if;

    v_claimed = billing.claim_stripe_object(object);

    select s.* into v_before
    from billing.stripe_snapshots as s
    where s.object_id = v_id
    order by s.is_terminal desc, s.created_at desc, s.rank desc, s.tie_break desc, s.event_id desc
    limit 1;

    insert into billing.stripe_snapshots (
        object_id, event_id, object_kind, created_at, is_terminal, rank, tie_break, state, source
    )
    values (
        v_id,
        record_snapshot.snapshot_id,
        v_kind,
        -- Events count in whole seconds.
        date_trunc('second', record_snapshot.created_at),
        billing.is_final_state(v_kind, v_state),
        billing.snapshot_rank(
            v_kind, case when v_is_told then event_type else record_snapshot.source end,
            v_state ->> 'status'
        ),
        case
            when not v_is_told and v_kind <> 'charge'
                then extract(microseconds from record_snapshot.created_at)::bigint % 1000000
            when v_kind = 'invoice' then (v_state ->> 'attempt_count')::bigint
            when v_kind = 'charge' then (v_state ->> 'amount_refunded')::bigint
            else 0
        end,
        v_state,
        record_snapshot.source
    )
    on conflict on constraint stripe_snapshots_pkey do nothing
    returning stripe_snapshots.* into v_latest;

    if not found then
        return;
    end if;

    -- Several events tell of one change: paid and payment_succeeded, for instance. Only the history
    -- of a subscription may begin with another of them.
    if v_kind <> 'subscription'
        and not v_claimed.has_ties
        and v_latest.state = v_before.state
        and (v_latest.is_terminal, v_latest.created_at, v_latest.rank, v_latest.tie_break)
        = (v_before.is_terminal, v_before.created_at, v_before.rank, v_before.tie_break)
    then
        return;
    end if;

    if (v_latest.is_terminal, v_latest.created_at, v_latest.rank, v_latest.tie_break)
        <= (v_before.is_terminal, v_before.created_at, v_before.rank, v_before.tie_break)
        or (
            v_latest.created_at = v_before.created_at
            and not (v_is_told and v_before.source = 'event')
        )
    then
        -- It is not simply the newest: all of them together say what is.
        perform billing.place_answers(v_id, v_latest.created_at);
        if not v_claimed.has_ties then
            update billing.stripe_objects as o
            set has_ties = true
            where
                o.stripe_id = v_id
                and exists (
                    select
                    from billing.stripe_snapshots as s
                    where
                        s.object_id = v_id
                        and (s.is_terminal, s.created_at, s.rank, s.tie_break)
                        = (
                            v_latest.is_terminal, v_latest.created_at, v_latest.rank,
                            v_latest.tie_break
                        )
                        and s.state <> v_state
                );
        end if;

        select
            o.state,
            o.created_at,
            o.is_decided
            and (o.is_terminal or not billing.is_second_in_doubt(v_id, o.created_at))
        into strict v_latest.state, v_latest.created_at, v_is_decided
        from billing.order_snapshots(v_id) as o
        order by o.position desc
        limit 1;
        v_before = null;
    elsif v_claimed.has_ties
        or (v_kind = 'subscription' and v_latest.created_at = v_before.created_at)
    then
        -- Which of several in one second was the latest is not known, or not part of history.
        v_before = null;
    end if;

    perform billing.project_object(
        v_claimed, v_kind, v_latest.state, v_before.state, v_latest.created_at
    );

    v_refetch_reason = case
        when not v_is_decided then 'undecided_order'
        when v_latest.state ? 'has_more_lines' then 'more_lines'
        when v_latest.state ?| '{discounts,discount}'
            and v_kind in ('subscription', 'customer')
            and jsonb_path_exists(
                billing.discount_terms(
                    v_claimed.organization_id,
                    coalesce(
                        v_latest.state -> 'discounts',
                        jsonb_build_array(v_latest.state -> 'discount')
                    )
                ),
                '$[*] ? (!exists(@.duration))'
            )
            then 'unknown_discount'
    end;
    if v_refetch_reason is distinct from v_claimed.refetch_reason then
        update billing.stripe_objects as o
        set
            refetch_reason = v_refetch_reason,
            refetch_attempts = 0,
            refetch_at = null
        where o.stripe_id = v_id;
    end if;
end
$$;

comment on function billing.record_snapshot(jsonb, text, text, timestamptz, text) is
'The one way in for what Stripe says, in an event, an answer or a list: keeps the snapshot, once for
each object and snapshot_id, and brings our rows to what all snapshots together say. created_at is
Stripe''s time of an event, and of an answer the moment at which it was asked for.';
