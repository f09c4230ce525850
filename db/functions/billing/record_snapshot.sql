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
    v_rank record;
    v_organization_id uuid;
    v_before billing.stripe_snapshots;
    v_latest jsonb;
    v_latest_at timestamptz;
    v_is_newest boolean;
    v_is_decided boolean := true;
begin
    if v_kind = 'price' then
        perform billing.link_price(object);
        return;
    end if;

    -- A preview of an invoice is nothing that lasts; before 2025 it does not even have an id.
    v_state = case
        when event_type is distinct from 'invoice.upcoming'
            then billing.read_snapshot(object, event_type)
    end;
    if v_state is null then
        return;
    end if;

    if v_kind = 'subscription' then
        perform billing.assert_known_prices(v_state);
    end if;
    v_organization_id = billing.claim_stripe_object(object);

    select s.* into v_before
    from billing.stripe_snapshots as s
    where s.object_id = v_id
    order by s.is_terminal desc, s.created_at desc, s.rank desc, s.tie_break desc, s.event_id desc
    limit 1;

    v_rank = billing.rank_snapshot(v_state, v_kind, event_type);
    insert into billing.stripe_snapshots (
        object_id, event_id, object_kind, created_at, is_terminal, rank, tie_break, state, source
    )
    values (
        v_id, record_snapshot.snapshot_id, v_kind, record_snapshot.created_at,
        v_rank.is_terminal, v_rank.rank, v_rank.tie_break, v_state, record_snapshot.source
    )
    on conflict on constraint stripe_snapshots_pkey do nothing;

    if not found then
        return;
    end if;

    v_is_newest = v_before.object_id is null
        or (v_rank.is_terminal, record_snapshot.created_at, v_rank.rank, v_rank.tie_break)
        > (v_before.is_terminal, v_before.created_at, v_before.rank, v_before.tie_break);
    if v_is_newest then
        v_latest = v_state;
        v_latest_at = record_snapshot.created_at;
    else
        select
            s.state,
            s.created_at,
            s.is_decided
        into strict v_latest, v_latest_at, v_is_decided
        from billing.order_snapshots(v_id) as s
        order by s.position desc
        limit 1;
    end if;

    if v_kind = 'subscription' then
        perform billing.project_subscription(v_organization_id, v_latest);
    elsif v_kind = 'charge' then
        perform billing.project_charge(v_organization_id, v_latest);
    elsif not v_is_newest or v_latest is distinct from v_before.state then
        case v_kind
            when 'customer' then
                perform billing.project_customers(v_organization_id);
            when 'checkout.session' then
                perform billing.project_checkout_session(
                    v_organization_id, v_latest, v_latest_at
                );
            when 'invoice' then
                perform billing.project_invoice(v_organization_id, v_latest);
            when 'invoice_payment' then
                perform billing.project_invoice_payments(
                    v_organization_id, v_latest ->> 'invoice', jsonb_build_array(v_latest)
                );
            when 'dispute' then
                perform billing.project_dispute(v_organization_id, v_latest);
            when 'payment_method' then
                perform billing.project_payment_method(v_organization_id, v_latest);
        end case;
    end if;

    update billing.stripe_objects as o
    set refetch_reason = r.reason
    from (
        select case
            when not v_is_decided then 'undecided_order'
            when v_latest ? 'has_more_lines' then 'more_lines'
            when v_kind = 'subscription' then billing.unknown_discount(v_organization_id, v_latest)
        end as reason
    ) as r
    where o.stripe_id = v_id and o.refetch_reason is distinct from r.reason;
end
$$;

comment on function billing.record_snapshot(jsonb, text, text, timestamptz, text) is
'The one way in for what Stripe says, in an event, an answer or a list: keeps the snapshot, once for
each object and snapshot_id, and brings our rows to what all snapshots together say. created_at is
Stripe''s time of an event; for an answer the moment of asking, after which any event is newer.';
