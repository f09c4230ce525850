create or replace function catalog.require_version_content(
    prices jsonb, features text[], limits jsonb
)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    if prices is not null and (
        jsonb_typeof(prices) <> 'array'
        or jsonb_array_length(prices) = 0
        or exists (
            select from jsonb_array_elements(prices) as p (price)
            where
                coalesce(p.price ->> 'cycle' not in ('monthly', 'annual'), true)
                or coalesce(p.price ->> 'currency', 'usd') !~ '^[a-z]{3}$'
                or coalesce(p.price ->> 'unit_amount_cents' !~ '^[0-9]{1,12}$', true)
        )
        or exists (
            select from jsonb_array_elements(prices) as p (price)
            group by
                p.price ->> 'cycle',
                coalesce(p.price ->> 'currency', util.setting('default_currency'))
            having count(*) > 1
        )
    ) then
        perform util.fail(
            400, 'invalid_argument',
            'prices is a list of cycle, unit_amount_cents and currency, each cycle and currency once',
            jsonb_build_object('argument', 'prices')
        );
    end if;
    if exists (
        select from unnest(features) as n (code)
        where not exists (
            select from catalog.features as f
            where f.code = n.code and f.kind = 'boolean'
        )
    ) then
        perform util.fail(
            400, 'invalid_argument', 'features are codes of features that are had or not',
            jsonb_build_object('argument', 'features')
        );
    end if;
    if limits is not null and (
        jsonb_typeof(limits) <> 'object'
        or exists (
            select from jsonb_each_text(limits) as n (code, value)
            where
                n.value !~ '^[0-9]{1,18}$'
                or not exists (
                    select from catalog.features as f
                    where f.code = n.code and f.kind <> 'boolean'
                )
        )
    ) then
        perform util.fail(
            400, 'invalid_argument', 'limits is an object of a limit''s code to a number or null',
            jsonb_build_object('argument', 'limits')
        );
    end if;
end
$$;

comment on function catalog.require_version_content(jsonb, text[], jsonb) is
'400 invalid_argument unless a version of a plan can be made of this.';
