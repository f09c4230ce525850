create or replace function billing.adjust_pending_changes(
    old billing.subscriptions, new billing.subscriptions
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if (new).status = 'canceled' then
        update billing.pending_changes as p
        set status = 'superseded', finished_at = util.now(p.organization_id)
        where
            p.organization_id = (new).organization_id
            and p.subscription_id = (new).id
            and p.finished_at is null;
    end if;

    -- A new cycle cuts the period short, and begins one with another end.
    if (new).current_period_start < (old).current_period_end
        and (new).current_period_end <> (old).current_period_end
    then
        update billing.pending_changes as p
        set effective_at = (new).current_period_end
        where
            p.organization_id = (new).organization_id
            and p.subscription_id = (new).id
            and p.status = 'pending'
            and p.effective_at = (old).current_period_end;
    end if;
end
$$;

comment on function billing.adjust_pending_changes(billing.subscriptions, billing.subscriptions) is
'Keeps what is to change at the end of a period to the end of that period: it may come earlier or
later when something else changes at once, and with the subscription''s end there is no more to
change.';
