create or replace function catalog.publish_plan_version(
    plan_code text,
    prices jsonb,
    features text[],
    limits jsonb,
    published_by uuid,
    reason text
)
returns catalog.plan_versions
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_current catalog.plan_versions;
    v_version catalog.plan_versions;
    v_default_currency text := util.setting('default_currency');
begin
    -- One after the other, so that versions have their order.
    perform 1 from catalog.plans as p where p.code = publish_plan_version.plan_code for update;
    if not found then
        perform util.fail(
            404, 'plan_not_found', 'There is no such plan',
            jsonb_build_object('plan_code', publish_plan_version.plan_code)
        );
    end if;
    perform catalog.require_version_content(prices, features, limits);
    select v.* into v_current
    from catalog.plan_versions as v
    where v.plan_code = publish_plan_version.plan_code and v.published_at is not null
    order by v.version desc
    limit 1;

    insert into catalog.plan_versions (plan_code, version, published_by, reason)
    select
        publish_plan_version.plan_code,
        coalesce(max(v.version), 0) + 1,
        publish_plan_version.published_by,
        publish_plan_version.reason
    from catalog.plan_versions as v
    where v.plan_code = publish_plan_version.plan_code
    returning * into v_version;

    insert into catalog.prices (lookup_key, plan_version_id, cycle, currency, unit_amount_cents)
    select
        concat_ws(
            '_',
            v_version.plan_code,
            n.cycle,
            nullif(n.currency, v_default_currency),
            'v' || v_version.version
        ),
        v_version.id,
        n.cycle,
        n.currency,
        n.unit_amount_cents
    from (
        select
            p.price ->> 'cycle' as cycle,
            coalesce(p.price ->> 'currency', v_default_currency) as currency,
            (p.price ->> 'unit_amount_cents')::bigint as unit_amount_cents
        from jsonb_array_elements(publish_plan_version.prices) as p (price)
        union all
        select
            p.cycle,
            p.currency,
            p.unit_amount_cents
        from catalog.prices as p
        where p.plan_version_id = v_current.id and publish_plan_version.prices is null
    ) as n;

    insert into catalog.plan_features (plan_version_id, feature_code, limit_value, mode)
    select
        v_version.id,
        f.code,
        case
            when publish_plan_version.limits ? f.code
                then (publish_plan_version.limits ->> f.code)::bigint
            else g.limit_value
        end,
        coalesce(g.mode, 'hard')
    from catalog.features as f
    left join catalog.plan_features as g
        on f.code = g.feature_code and g.plan_version_id = v_current.id
    where
        case
            when f.kind <> 'boolean'
                then publish_plan_version.limits ? f.code or g.feature_code is not null
            when publish_plan_version.features is null then g.feature_code is not null
            else f.code = any(publish_plan_version.features)
        end;

    -- The same, asked for again, is what there is.
    if catalog.version_content(v_version.id) = catalog.version_content(v_current.id) then
        delete from catalog.plan_features as g where g.plan_version_id = v_version.id;
        delete from catalog.prices as p where p.plan_version_id = v_version.id;
        delete from catalog.plan_versions as v where v.id = v_version.id;
        return v_current;
    end if;

    update catalog.plan_versions as v
    set published_at = util.now()
    where v.id = v_version.id
    returning * into v_version;
    return v_version;
end
$$;

comment on function catalog.publish_plan_version(text, jsonb, text[], jsonb, uuid, text) is
'Makes a new version of a plan and puts it on sale: what is null is as in the current one, limits
are an object of code to number (null is unlimited) of those that differ. Its prices have lookup keys
of their own, which end with the version. Whoever has a version keeps it. Returns the version, or the
current one when nothing differs.';
