create or replace function analytics.explain_mrr(
    at timestamptz, organization_id uuid, known_at timestamptz default util.now()
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
    -- Imported history knows amounts but no items: one row for the whole.
    left join lateral jsonb_array_elements(v.items) as i (item) on true
    where
        v.organization_id = explain_mrr.organization_id
        and v.valid_during @> explain_mrr.at
        and v.known_during @> explain_mrr.known_at
        and v.status in ('active', 'past_due')
    order by v.subscription_id, item;
end;

comment on function analytics.explain_mrr(timestamptz, uuid, timestamptz) is
$$The rows behind an organization's revenue

The items of its active and past due subscriptions at "at", as known at "known_at": arr is
annualised cents after discounts, and twelve times their share of mrr_at. source is the event,
command or fact that began the version.$$;

grant execute on function analytics.explain_mrr(timestamptz, uuid, timestamptz)
to platform_admin, analyst;
