create view api.prices
with (security_invoker = true)
as
select
    r.id,
    r.lookup_key,
    p.code as plan_code,
    r.add_on_code,
    r.cycle,
    r.currency,
    r.unit_amount_cents
from catalog.prices as r
left join catalog.current_plan_versions() as v on r.plan_version_id = v.plan_version_id
left join catalog.plans as p on v.plan_code = p.code
where p.code is not null or r.add_on_code is not null;

comment on view api.prices is
$$The prices of plans and add-ons

What one unit costs per cycle: of a plan (plan_code) or of an add-on (add_on_code).$$;

grant select on api.prices to anon, authenticated, platform_admin;
