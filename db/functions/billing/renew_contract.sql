create or replace function billing.renew_contract(organization_id uuid, subscription_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(renew_contract.organization_id);
    v_contract billing.contracts;
    v_state jsonb;
    v_change jsonb;
    v_start timestamptz;
    v_end timestamptz;
    v_months integer;
    v_amounts bigint[];
    v_count bigint := 0::bigint;
begin
    perform billing.lock_organization(renew_contract.organization_id);
    loop
        select c.* into strict v_contract
        from billing.contracts as c
        where
            c.organization_id = renew_contract.organization_id
            and c.subscription_id = renew_contract.subscription_id;
        v_start = util.add_months(v_contract.starts_at, v_contract.months_begun);
        v_state = billing.contract_state(
            renew_contract.organization_id, renew_contract.subscription_id
        );
        exit when v_start > v_now or v_state ->> 'status' = 'canceled';

        if billing.epoch_time(v_state -> 'cancel_at') <= v_start then
            perform billing.amend_contract(
                v_contract, 'contract_canceled',
                jsonb_build_object('status', 'canceled', 'ended_at', billing.epoch(v_start)),
                effective_at => v_start
            );
            v_count = v_count + 1;
            exit;
        end if;
        -- Nobody is billed for what they may not use; this goes on when they may.
        exit when exists (
            select from billing.subscriptions as s
            where
                s.organization_id = renew_contract.organization_id
                and s.id = renew_contract.subscription_id
                and s.status = 'suspended'
        );

        v_change = coalesce(v_contract.next_state, '{}');
        v_state = coalesce(v_state, '{}') || v_change;
        v_months = case v_state -> 'items' -> 0 ->> 'interval' when 'year' then 12 else 1 end;
        v_end = util.add_months(v_contract.starts_at, v_contract.months_begun + v_months);
        perform billing.amend_contract(
            v_contract,
            case
                when v_contract.months_begun = 0 then 'contract_started'
                when v_contract.next_state is not null then 'contract_changed'
                else 'contract_renewed'
            end,
            v_change || jsonb_build_object(
                'periods', jsonb_build_object(
                    'plan', jsonb_build_array(billing.epoch(v_start), billing.epoch(v_end))
                )
            ),
            effective_at => v_start
        );
        -- It takes the place of the organization's own trial.
        if v_contract.months_begun = 0 then
            perform billing.write_subscription(s.organization_id, s.id)
            from billing.subscriptions as s
            where s.organization_id = renew_contract.organization_id and s.source = 'trial';
        end if;
        update billing.contracts as c
        set months_begun = c.months_begun + v_months, next_state = null
        where
            c.organization_id = renew_contract.organization_id
            and c.subscription_id = renew_contract.subscription_id;

        if billing.has_run(
            renew_contract.organization_id, renew_contract.subscription_id, v_start, v_end
        ) then
            v_amounts = billing.period_amounts(v_state, v_start);
            perform billing.issue_invoice(
                v_contract,
                case
                    when v_contract.months_begun = 0 then 'subscription_create'
                    else 'subscription_cycle'
                end,
                l.lines,
                l.subtotal_cents - (select sum(a.amount) from unnest(v_amounts) as a (amount))::bigint
            )
            from (
                select
                    jsonb_agg(
                        jsonb_build_object(
                            'description', billing.describe_item(i.item),
                            'price_id', i.item -> 'price_id',
                            'quantity', i.item -> 'quantity',
                            'amount',
                            (i.item ->> 'unit_amount')::bigint * (i.item ->> 'quantity')::bigint,
                            'start', billing.epoch(v_start),
                            'end', billing.epoch(v_end)
                        )
                        order by i.position
                    ) as lines,
                    sum(
                        (i.item ->> 'unit_amount')::bigint * (i.item ->> 'quantity')::bigint
                    )::bigint as subtotal_cents
                from jsonb_array_elements(v_state -> 'items') with ordinality as i (item, position)
            ) as l;
        end if;
        v_count = v_count + 1;
    end loop;
    return v_count;
end
$$;

comment on function billing.renew_contract(uuid, uuid) is
'Begins every period of a contract that is due by now, each once, with what was to change then, and
issues its invoice; or ends it. Periods are counted from the start, so the 31st comes back after
February. What passed while it was suspended is not billed. Returns how many. Numbering is locked
before.';
