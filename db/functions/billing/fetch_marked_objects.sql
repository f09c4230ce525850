create or replace function billing.fetch_marked_objects()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_count bigint;
begin
    with due as (
        select
            o.stripe_id,
            o.organization_id,
            o.object_kind
        from billing.stripe_objects as o
        where
            o.refetch_reason is not null
            and coalesce(o.refetch_at <= v_now, true)
            and not exists (
                select
                from billing.stripe_commands as c
                where
                    c.kind = 'object.fetch'
                    and c.params ->> 'object_id' = o.stripe_id
                    and c.finished_at is null
            )
        order by o.refetch_at nulls first
        limit 100
        for no key update skip locked
    ),

    asked as (
        update billing.stripe_objects as o
        set
            refetch_attempts = o.refetch_attempts + 1,
            -- From a minute to a day: what stays in doubt is asked ever more rarely.
            refetch_at = v_now + least(
                interval '1 day', interval '1 minute' * 2 ^ least(o.refetch_attempts, 20)
            )
        from due as d
        where o.stripe_id = d.stripe_id
    )

    select count(billing.enqueue_stripe_command(
        d.organization_id,
        'object.fetch',
        jsonb_build_object('object_kind', d.object_kind, 'object_id', d.stripe_id)
    ))
    into v_count
    from due as d;
    return v_count;
end
$$;

comment on function billing.fetch_marked_objects() is
'Asks Stripe about what its events leave open, a hundred objects at a time. An answer that leaves it
open, too, is followed by another question, later each time. Returns how many are asked for.';
