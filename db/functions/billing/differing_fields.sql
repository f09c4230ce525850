create or replace function billing.differing_fields(stored jsonb, recomputed jsonb)
returns table (field text, stored_value jsonb, recomputed_value jsonb)
language sql
immutable
begin atomic
    select
        coalesce(s.key, r.key) as field,
        s.value as stored_value,
        r.value as recomputed_value
    from jsonb_each(jsonb_strip_nulls(differing_fields.stored)) as s
    full join jsonb_each(jsonb_strip_nulls(differing_fields.recomputed)) as r on s.key = r.key
    where
        s.value is distinct from r.value
        and differing_fields.stored is not null
        and differing_fields.recomputed is not null
    union all
    select
        'row',
        differing_fields.stored,
        differing_fields.recomputed
    where (differing_fields.stored is null) <> (differing_fields.recomputed is null);
end;

comment on function billing.differing_fields(jsonb, jsonb) is
'In which fields two JSON objects differ; null is the same as absent. When one of the two is SQL''s
null there is one row, "row", with the other as a whole.';
