create or replace function billing.next_discount_end(discounts jsonb, after timestamptz)
returns timestamptz
language plpgsql
immutable
set search_path = ''
as $$
begin
    if discounts is null then
        return null;
    end if;

    return (
        select min(billing.epoch_time(d.discount -> 'end'))
        from jsonb_array_elements(discounts) as d (discount)
        where billing.epoch_time(d.discount -> 'end') > next_discount_end.after
    );
end
$$;

comment on function billing.next_discount_end(jsonb, timestamptz) is
'When the next of some discounts ends after a moment, or null.';
