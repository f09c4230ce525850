create or replace function billing.snapshot_rank(object_kind text, event_type text, status text)
returns integer
language sql
immutable
begin atomic
    select case snapshot_rank.object_kind
        when 'invoice'
            then
                case snapshot_rank.status
                    when 'draft' then 0
                    when 'open' then 1
                    when 'uncollectible' then 2
                    else 3
                end
        else case snapshot_rank.event_type
            when 'customer.subscription.created' then 0
            when 'customer.created' then 0
            when 'charge.dispute.created' then 0
            when 'customer.subscription.deleted' then 2
            else 1
        end
    end;
end;

comment on function billing.snapshot_rank(text, text, text) is
'Where a snapshot stands within one second: a subscription created, updated, deleted; an invoice
draft, open, uncollectible, paid or void.';
