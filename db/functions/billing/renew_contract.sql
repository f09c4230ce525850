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
    v_resumes_at timestamptz;
    v_from timestamptz;
    v_part numeric;
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
        exit when v_state ->> 'status' = 'canceled';

        v_resumes_at = billing.epoch_time(v_state -> 'resumes_at');
        if v_resumes_at <= v_now
            and coalesce(billing.epoch_time(v_state -> 'cancel_at') > v_resumes_at, true)
        then
            perform billing.amend_contract(
                v_contract, 'contract_changed',
                '{"collection_paused": null, "resumes_at": null}',
                effective_at => v_resumes_at
            );
            v_count = v_count + 1;
            continue;
        end if;
        exit when v_start > v_now;

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
                and s.status in ('suspended', 'paused')
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

        v_from = billing.usable_since(
            renew_contract.organization_id, renew_contract.subscription_id, v_start, v_end
        );
        if v_from is not null then
            v_part = extract(epoch from v_end - v_from) / extract(epoch from v_end - v_start);
            v_amounts = billing.period_amounts(v_state, v_start);
            perform billing.issue_invoice(
                v_contract,
                case
                    when v_contract.months_begun = 0 then 'subscription_create'
                    else 'subscription_cycle'
                end,
                l.lines,
                l.subtotal_cents - (
                    select sum(round(a.amount * v_part)) from unnest(v_amounts) as a (amount)
                )::bigint
            )
            from (
                select
                    jsonb_agg(
                        jsonb_build_object(
                            'description', billing.describe_item(i.item),
                            'price_id', i.item -> 'price_id',
                            'quantity', i.item -> 'quantity',
                            'amount', n.amount,
                            'start', billing.epoch(v_from),
                            'end', billing.epoch(v_end)
                        )
                        || case when v_part < 1 then '{"proration": true}'::jsonb else '{}' end
                        order by i.position
                    ) as lines,
                    sum(n.amount)::bigint as subtotal_cents
                from jsonb_array_elements(v_state -> 'items') with ordinality as i (item, position)
                cross join lateral (
                    select
                        round(
                            (i.item ->> 'unit_amount')::bigint
                            * (i.item ->> 'quantity')::bigint
                            * v_part
                        )::bigint as amount
                ) as n
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
February. What passed while it was suspended or paused is not billed; a pause ends when its time has
come. Returns how many. Numbering is locked before.';
