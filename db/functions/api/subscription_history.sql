create view api.subscription_history
with (security_invoker = true)
as
select
    s.id,
    s.organization_id,
    s.subscription_id,
    lower(s.valid_during) as valid_from,
    upper(s.valid_during) as valid_until,
    s.status,
    s.access,
    s.status_reason,
    v.plan_code,
    s.cycle,
    s.currency,
    case
        when s.status in ('active', 'past_due') then round(s.net_arr_cents / 12.0)::bigint
        else 0
    end as mrr_cents,
    (
        select coalesce(jsonb_object_agg(i.item ->> 'code', i.item -> 'quantity'), '{}')
        from jsonb_array_elements(s.items) as i (item)
        where i.item ->> 'kind' = 'add_on'
    ) as add_ons
from billing.subscription_versions as s
left join catalog.plan_versions as v on s.plan_version_id = v.id
where upper_inf(s.known_during);

comment on view api.subscription_history is
$$What the caller's subscriptions were, and when

One row for each span of time in which nothing changed, as known today. valid_until is exclusive, and
null for what still holds.$$;

grant select (
    organization_id, id, subscription_id, valid_during, known_during, status, access, status_reason,
    plan_version_id, cycle, currency, net_arr_cents, items
) on billing.subscription_versions to authenticated;
grant select on api.subscription_history to authenticated;
