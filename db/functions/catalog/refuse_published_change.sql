create or replace function catalog.refuse_published_change()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    v_old jsonb := to_jsonb(old);
    v_new jsonb := to_jsonb(new);
begin
    -- What belongs to no version (the price of an add-on) is published by being there.
    if coalesce(v_old, v_new) ->> 'plan_version_id' is null
        or exists (
            select from catalog.plan_versions as v
            where
                v.id in (
                    (v_old ->> 'plan_version_id')::uuid, (v_new ->> 'plan_version_id')::uuid
                )
                and v.published_at is not null
        )
    then
        perform util.fail(
            409, 'published_immutable', 'What is published does not change: publish a new version',
            jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op))
        );
    end if;
    return coalesce(new, old);
end
$$;

comment on function catalog.refuse_published_change() is
'Trigger: keeps what belongs to a published plan version, and the prices of add-ons, as they are.';
