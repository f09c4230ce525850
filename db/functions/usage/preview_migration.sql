create or replace function usage.preview_migration(from_version_id uuid, to_version_id uuid)
returns json
language sql
stable
set search_path = ''
as $$
    with candidates as materialized (
        select
            c.*,
            o.name,
            case
                when c.refusal is null
                    then coalesce(
                        (
                            select jsonb_agg(to_jsonb(l) order by l.feature_code)
                            from usage.overage(
                                c.organization_id, preview_migration.to_version_id, c.add_ons
                            ) as l
                        ),
                        '[]'
                    )
            end as limits_broken
        from billing.migration_candidates(
            preview_migration.from_version_id, preview_migration.to_version_id
        ) as c
        inner join identity.organizations as o on c.organization_id = o.id
    )

    select json_build_object(
        'organizations', (
            select count(distinct c.organization_id)
            from candidates as c
            where c.refusal is null
        ),
        'mrr', (
            select coalesce(
                json_agg(
                    json_build_object(
                        'currency', m.currency,
                        'mrr_cents_before', round(m.arr_before / 12)::bigint,
                        'mrr_cents_after', round(m.arr_after / 12)::bigint
                    )
                    order by m.currency
                ),
                '[]'
            )
            from (
                select
                    c.currency,
                    sum(c.arr_cents_before) as arr_before,
                    sum(c.arr_cents_after) as arr_after
                from candidates as c
                where c.refusal is null
                group by c.currency
            ) as m
        ),
        'limits_broken', (
            select coalesce(
                json_agg(
                    json_build_object(
                        'feature_code', b.feature_code,
                        'organizations', b.organizations,
                        'excess', b.excess
                    )
                    order by b.feature_code
                ),
                '[]'
            )
            from (
                select
                    l.broken ->> 'feature_code' as feature_code,
                    count(*) as organizations,
                    sum((l.broken ->> 'excess')::bigint) as excess
                from candidates as c
                cross join jsonb_array_elements(c.limits_broken) as l (broken)
                group by l.broken ->> 'feature_code'
            ) as b
        ),
        'refused', (
            select coalesce(json_object_agg(r.refusal, r.organizations order by r.refusal), '{}')
            from (
                select
                    c.refusal,
                    count(distinct c.organization_id) as organizations
                from candidates as c
                where c.refusal is not null
                group by c.refusal
            ) as r
        ),
        'details', (
            select coalesce(
                json_agg(
                    json_build_object(
                        'organization_id', c.organization_id,
                        'name', c.name,
                        'subscription_id', c.subscription_id,
                        'currency', c.currency,
                        'mrr_cents_before', round(c.arr_cents_before / 12.0)::bigint,
                        'mrr_cents_after', round(c.arr_cents_after / 12.0)::bigint,
                        'limits_broken', c.limits_broken,
                        'refusal', c.refusal
                    )
                    order by c.name, c.organization_id
                ),
                '[]'
            )
            from candidates as c
        )
    )
$$;

comment on function usage.preview_migration(uuid, uuid) is
'What moving all who have one version of a plan to another would mean, without doing anything: the
organizations, their revenue in each currency before and after, the limits that would be exceeded,
and who would stay and why; summed, and one by one.';
