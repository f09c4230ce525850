create or replace function billing.snapshot_rank(object_kind text, told_by text, status text)
returns integer
language sql
immutable
begin atomic
    select case
        -- Of a charge what was refunded tells the order.
        when snapshot_rank.told_by = 'response' and snapshot_rank.object_kind <> 'charge' then 8
        when snapshot_rank.told_by = 'refetch' then 9
        when snapshot_rank.object_kind = 'invoice'
            then
                case snapshot_rank.status
                    when 'draft' then 0
                    when 'open' then 1
                    when 'uncollectible' then 2
                    else 3
                end
        else case snapshot_rank.told_by
            when 'customer.subscription.created' then 0
            when 'customer.created' then 0
            when 'charge.dispute.created' then 0
            when 'customer.subscription.deleted' then 2
            else 1
        end
    end;
end;

comment on function billing.snapshot_rank(text, text, text) is
'Where a snapshot stands within one second: first what events tell (a subscription created, updated,
deleted; an invoice draft, open, uncollectible, paid or void), then what commands were answered, last
what was asked for because they left it open. told_by is the type of the event, or the source.';
