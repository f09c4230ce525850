create or replace function billing.require_contract_items(
    plan_version_id uuid, cycle text, currency text, add_ons jsonb
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_add_on record;
    v_items jsonb;
begin
    if jsonb_typeof(add_ons) <> 'object' then
        perform util.fail(
            400, 'invalid_argument', 'add_ons is an object of code to quantity',
            jsonb_build_object('argument', 'add_ons')
        );
    end if;
    for v_add_on in select * from jsonb_each_text(add_ons) loop
        if v_add_on.value !~ '^[0-9]{1,9}$'
            or not exists (
                select from catalog.prices as p
                where
                    p.add_on_code = v_add_on.key
                    and p.cycle = require_contract_items.cycle
                    and p.currency = require_contract_items.currency
            )
        then
            perform util.fail(
                400, 'invalid_argument', 'There is no such add-on for sale, or not so many of it',
                jsonb_build_object('argument', 'add_ons', 'add_on_code', v_add_on.key)
            );
        end if;
    end loop;

    v_items = billing.agreed_items(plan_version_id, cycle, currency, add_ons);
    if v_items -> 0 ->> 'kind' is distinct from 'plan' then
        perform util.fail(
            400, 'invalid_argument', 'There is no such plan for sale',
            jsonb_build_object('argument', 'plan_code', 'cycle', cycle, 'currency', currency)
        );
    end if;
    return v_items;
end
$$;

comment on function billing.require_contract_items(uuid, text, text, jsonb) is
'The items of billing.agreed_items; 400 invalid_argument for what is not sold so.';
