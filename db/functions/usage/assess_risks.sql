create or replace function usage.assess_risks(for_organization_id uuid)
returns bigint
language sql
set search_path = ''
as $$
    with found as (
        select l.*
        from usage.list_risks(for_organization_id) as l
    ),

    gone as (
        delete from usage.risks as r
        where
            util.is_on_clock(r.organization_id, for_organization_id)
            and not exists (
                select from found as f
                where f.organization_id = r.organization_id and f.risk = r.risk
            )
        returning 1
    ),

    written as (
        insert into usage.risks as r (organization_id, risk, details, found_at)
        select
            f.organization_id,
            f.risk,
            f.details,
            util.now(for_organization_id)
        from found as f
        -- Since when it has been so, is remembered.
        on conflict on constraint risks_pkey do update
            set details = excluded.details
            where r.details is distinct from excluded.details
        returning 1
    )

    select (select count(*) from gone) + (select count(*) from written)
$$;

comment on function usage.assess_risks(uuid) is
'Job: remembers who may be lost, as usage.list_risks finds it, so that lists can be filtered by it;
returns how many risks came, went or changed.';
