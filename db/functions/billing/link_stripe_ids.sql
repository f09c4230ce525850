create or replace function billing.link_stripe_ids(
    organization_id uuid, object_kind text, stripe_ids text[]
)
returns text[]
language plpgsql
set search_path = ''
as $$
declare
    v_new text[];
begin
    select array_agg(distinct i.stripe_id order by i.stripe_id) into v_new
    from unnest(link_stripe_ids.stripe_ids) as i (stripe_id)
    where
        i.stripe_id is not null
        and not exists (
            select
            from billing.stripe_objects as o
            where o.stripe_id = i.stripe_id
        );

    if v_new is null then
        return null;
    end if;

    with linked as (
        insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
        select
            i.stripe_id,
            link_stripe_ids.object_kind,
            link_stripe_ids.organization_id
        from unnest(v_new) as i (stripe_id)
        order by i.stripe_id
        on conflict on constraint stripe_objects_pkey do nothing
        returning stripe_objects.stripe_id
    )

    select array_agg(l.stripe_id) into v_new
    from linked as l;

    return v_new;
end
$$;

comment on function billing.link_stripe_ids(uuid, text, text[]) is
'Remembers that Stripe''s ids belong to an organization. Returns those that were new, or null.';
