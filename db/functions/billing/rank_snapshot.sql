create or replace function billing.rank_snapshot(
    state jsonb,
    object_kind text,
    event_type text,
    out is_terminal boolean,
    out rank integer,
    out tie_break bigint
)
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_status text := state ->> 'status';
begin
    is_terminal = false;
    rank = 0;
    tie_break = 0;

    case object_kind
        when 'subscription' then
            is_terminal = v_status in ('canceled', 'incomplete_expired');
            rank = case event_type
                when 'customer.subscription.created' then 0
                when 'customer.subscription.deleted' then 2
                else 1
            end;
        when 'customer' then
            is_terminal = state ? 'deleted';
            rank = case event_type when 'customer.created' then 0 else 1 end;
        when 'checkout.session' then
            is_terminal = v_status <> 'open';
        when 'invoice' then
            is_terminal = v_status in ('paid', 'void');
            rank = case v_status
                when 'draft' then 0
                when 'open' then 1
                when 'uncollectible' then 2
                else 3
            end;
            tie_break = (state ->> 'attempt_count')::bigint;
        when 'invoice_payment' then
            is_terminal = v_status <> 'open';
        when 'charge' then
            tie_break = (state ->> 'amount_refunded')::bigint;
        when 'dispute' then
            is_terminal = v_status in ('won', 'lost', 'warning_closed', 'prevented');
            rank = case event_type when 'charge.dispute.created' then 0 else 1 end;
        else
            null;
    end case;
end
$$;

comment on function billing.rank_snapshot(jsonb, text, text) is
'Where a snapshot stands among those of its object, apart from its time: whether it is an end, its
rank within one second, and a count that only grows.';
