create or replace function billing.comparable_state(state jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
    select
        comparable_state.state
        - array['discounts', 'discount', 'payments', 'has_more_lines', 'lines']
        || case
            when comparable_state.state ? 'discounts' then jsonb_build_object(
                'discounts',
                (
                    select jsonb_agg(d.discount -> 'id' order by d.position)
                    from jsonb_array_elements(comparable_state.state -> 'discounts')
                        with ordinality as d (discount, position)
                )
            )
            else '{}'
        end
        || case
            when comparable_state.state ? 'discount' then jsonb_build_object(
                'discount', comparable_state.state -> 'discount' -> 'id'
            )
            else '{}'
        end
        || case
            when
                comparable_state.state ? 'lines'
                and not comparable_state.state ? 'has_more_lines'
                and jsonb_array_length(comparable_state.state -> 'lines') <= 10
                then jsonb_build_object('lines', comparable_state.state -> 'lines')
            else '{}'
        end
$$;

comment on function billing.comparable_state(jsonb) is
'Of an object in normal form what an event, a list and an answer show alike: discounts by their ids,
lines only where there are no more than a list shows, and no payments.';
