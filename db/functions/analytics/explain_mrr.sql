create or replace function analytics.explain_mrr(
    at timestamptz default util.now(),
    organization_id uuid default null,
    known_at timestamptz default util.now()
)
returns table (
    organization_id uuid,
    subscription_id uuid,
    item text,
    quantity bigint,
    arr bigint,
    currency text,
    valid_from timestamptz,
    known_from timestamptz,
    source text
)
language sql
stable
begin atomic
    select
        v.organization_id,
        v.subscription_id,
        i.item ->> 'code' as item,
        (i.item ->> 'quantity')::bigint as quantity,
        coalesce((i.item ->> 'net_arr_cents')::bigint, v.net_arr_cents) as arr,
        v.currency,
        lower(v.valid_during) as valid_from,
        lower(v.known_during) as known_from,
        v.caused_by as source
    from billing.subscription_versions as v
    inner join identity.organizations as o on v.organization_id = o.id
    -- Imported history knows amounts but no items: one row for the whole.
    left join lateral jsonb_array_elements(v.items) as i (item) on true
    where
        case
            when explain_mrr.organization_id is null then not o.is_sandbox
            else v.organization_id = explain_mrr.organization_id
        end
        and v.valid_during @> explain_mrr.at
        and v.known_during @> explain_mrr.known_at
        and v.status in ('active', 'past_due')
    order by v.organization_id, v.subscription_id, item;
end;

comment on function analytics.explain_mrr(timestamptz, uuid, timestamptz) is
$$The rows behind a figure of revenue

The items of the active and past due subscriptions of one organization (or with null of all but
sandboxes) at "at", as known at "known_at": arr is annualised cents after discounts; their sum in a
currency is twelve times the mrr of mrr_at. source is the event, command, fact or import that began
the version, valid_from since when it is so, known_from since when it is known.

Example: professional, quantity 1, arr 238800, valid_from 2026-03-01, source evt_1.$$;

grant execute on function analytics.explain_mrr(timestamptz, uuid, timestamptz)
to platform_admin, analyst;
