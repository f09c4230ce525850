create or replace function billing.compare_rows()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_organization_id uuid;
    v_count bigint := 0::bigint;
begin
    for v_organization_id in
        select o.organization_id
        from billing.stripe_objects as o
        union
        -- What was sold on paper follows from its facts as others from what Stripe said.
        select s.organization_id
        from billing.subscriptions as s
        where s.source = 'manual'
        union
        select d.organization_id
        from billing.stripe_drifts as d
        where d.side = 'rows' and d.resolved_at is null
    loop
        if exists (select from billing.row_differences(v_organization_id) as d)
            or exists (
                select
                from billing.stripe_drifts as d
                where
                    d.organization_id = v_organization_id
                    and d.side = 'rows'
                    and d.resolved_at is null
            )
        then
            v_count = v_count + billing.repair_rows(v_organization_id);
        end if;
    end loop;
    return v_count;
end
$$;

comment on function billing.compare_rows() is
'Compares the rows of every organization that has bought anything with what Stripe said of it and
what was agreed; repairs them by the policy. Returns how many fields differed.';
