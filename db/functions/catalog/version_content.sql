create or replace function catalog.version_content(plan_version_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object(
        'prices', (
            select jsonb_agg(
                jsonb_build_object(
                    'cycle', p.cycle,
                    'currency', p.currency,
                    'unit_amount_cents', p.unit_amount_cents
                )
                order by p.cycle, p.currency
            )
            from catalog.prices as p
            where p.plan_version_id = version_content.plan_version_id
        ),
        'grants', (
            select jsonb_object_agg(
                g.feature_code,
                jsonb_build_object('limit_value', g.limit_value, 'mode', g.mode)
            )
            from catalog.plan_features as g
            where g.plan_version_id = version_content.plan_version_id
        )
    )
$$;

comment on function catalog.version_content(uuid) is
'What a version of a plan is: {"prices": [{"cycle", "currency", "unit_amount_cents"}], "grants":
{feature: {"limit_value", "mode"}}}. Equal when nothing differs.';
