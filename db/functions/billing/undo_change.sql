create or replace function billing.undo_change(object jsonb, previous jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    return (
        select jsonb_object_agg(
            coalesce(o.key, p.key),
            case
                when p.value is null then o.value
                when jsonb_typeof(o.value) = 'object' and jsonb_typeof(p.value) = 'object'
                    then billing.undo_change(o.value, p.value)
                else p.value
            end
        )
        from jsonb_each(undo_change.object) as o
        full join jsonb_each(undo_change.previous) as p on o.key = p.key
    );
end
$$;

comment on function billing.undo_change(jsonb, jsonb) is
'An object of Stripe''s as it was before a change: with its previous_attributes put back. Lists are
given whole, objects by what changed in them.';
