create or replace function billing.advance_dunning(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(for_organization_id);
    v_invoice billing.invoices;
    v_case record;
    v_count bigint := 0::bigint;
begin
    -- What became overdue without any news, and what was linked to its subscription later.
    for v_invoice in
        select i.*
        from billing.invoices as i
        where
            i.status = 'open'
            and util.is_on_clock(i.organization_id, for_organization_id)
            and billing.is_dunned(i)
            and not exists (
                select from billing.dunning_cases as c
                where c.organization_id = i.organization_id and c.invoice_id = i.id
            )
    loop
        perform billing.open_dunning_case(v_invoice, v_now);
        v_count = v_count + 1;
    end loop;

    for v_case in
        select
            c.organization_id,
            c.id
        from billing.dunning_cases as c
        where
            c.closed_at is null
            and util.is_on_clock(c.organization_id, for_organization_id)
            and exists (
                select from billing.dunning_steps as s
                where
                    s.policy_code = c.policy_code
                    and c.opened_at + make_interval(hours => 24 * s.after_days) <= v_now
                    and not exists (
                        select from billing.dunning_actions as t
                        where
                            t.organization_id = c.organization_id
                            and t.case_id = c.id
                            and t.position = s.position
                    )
            )
        order by c.opened_at
    loop
        -- One that cannot be restricted does not keep the others from their letters.
        begin
            v_count = v_count + billing.take_dunning_steps(v_case.organization_id, v_case.id);
        exception
            when others then
                perform webhooks.raise_alarm(
                    'dunning_step_not_taken', v_case.id::text,
                    jsonb_build_object(
                        'organization_id', v_case.organization_id, 'error', sqlerrm
                    )
                );
        end;
    end loop;
    return v_count;
end
$$;

comment on function billing.advance_dunning(uuid) is
'A job: opens cases for invoices that became overdue, and takes the steps that are due in all.';
