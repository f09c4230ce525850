create view api.add_ons
with (security_invoker = true)
as
select
    a.code,
    a.name,
    a.description,
    a.feature_code,
    a.amount_per_unit,
    f.unit,
    (
        select
            coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'cycle', r.cycle,
                        'currency', r.currency,
                        'unit_amount_cents', r.unit_amount_cents
                    )
                    order by r.currency asc, r.cycle desc
                ),
                '[]'
            )
        from catalog.prices as r
        where r.add_on_code = a.code
    ) as prices
from catalog.add_ons as a
inner join catalog.features as f on a.feature_code = f.code;

comment on view api.add_ons is
$$The add-ons for sale

One unit raises the limit feature_code by amount_per_unit, counted in unit.$$;
comment on column api.add_ons.prices is 'Objects of cycle, currency and unit_amount_cents.';

grant select on api.add_ons to anon, authenticated, platform_admin;
