create or replace function usage.remedy_hint(remedy jsonb)
returns text
language sql
stable
set search_path = ''
as $$
    select case
        when remedy is null then 'Write to our support'
        else format(
            'Lifted by %s (%s %s a %s)',
            concat_ws(
                ' with ',
                case when not (remedy -> 'is_current_plan')::boolean then remedy ->> 'plan_name' end,
                (remedy ->> 'quantity') || ' x ' || (remedy ->> 'add_on_name')
            ),
            round((remedy ->> 'cents')::numeric / 100, 2),
            upper(remedy ->> 'currency'),
            case remedy ->> 'cycle' when 'annual' then 'year' else 'month' end
        )
    end
$$;

comment on function usage.remedy_hint(jsonb) is
'What usage.cheapest_remedy found, in words: the hint of a refusal.';
