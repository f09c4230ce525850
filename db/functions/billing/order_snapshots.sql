create or replace function billing.order_snapshots(object_id text)
returns table (
    "position" bigint,
    event_id text,
    created_at timestamptz,
    is_terminal boolean,
    state jsonb,
    source text,
    is_decided boolean
)
language plpgsql
stable
set search_path = ''
as $$
declare
    v_group record;
    v_chain record;
    v_event_ids text[] := array[]::text[];
    v_undecided text[] := array[]::text[];
begin
    if not coalesce(
        (
            select o.has_ties
            from billing.stripe_objects as o
            where o.stripe_id = order_snapshots.object_id
        ),
        false
    ) then
        return query
            select
                row_number() over w,
                s.event_id,
                s.created_at,
                s.is_terminal,
                s.state,
                s.source,
                true
            from billing.stripe_snapshots as s
            where s.object_id = order_snapshots.object_id
            window w as (order by s.is_terminal, s.created_at, s.rank, s.tie_break, s.event_id)
            order by 1;
        return;
    end if;

    for v_group in
        select
            array_agg(s.event_id order by s.event_id) as event_ids,
            count(distinct s.state) > 1 as is_tied
        from billing.stripe_snapshots as s
        where s.object_id = order_snapshots.object_id
        group by s.is_terminal, s.created_at, s.rank, s.tie_break
        order by s.is_terminal, s.created_at, s.rank, s.tie_break
    loop
        if v_group.is_tied then
            -- What we asked for ourselves is no link of the chain.
            v_chain = billing.chain_snapshots(
                order_snapshots.object_id,
                (
                    select u.event_id
                    from unnest(v_event_ids) with ordinality as u (event_id, position)
                    inner join billing.stripe_snapshots as s
                        on
                            s.object_id = order_snapshots.object_id
                            and u.event_id = s.event_id
                    where s.source = 'event'
                    order by u.position desc
                    limit 1
                ),
                v_group.event_ids
            );
            v_event_ids = v_event_ids || v_chain.chained_event_ids;
            if not v_chain.is_decided then
                v_undecided = v_undecided || v_chain.chained_event_ids;
            end if;
        else
            v_event_ids = v_event_ids || v_group.event_ids;
        end if;
    end loop;

    return query
        select
            u.position,
            s.event_id,
            s.created_at,
            s.is_terminal,
            s.state,
            s.source,
            s.event_id <> all(v_undecided)
        from unnest(v_event_ids) with ordinality as u (event_id, position)
        inner join billing.stripe_snapshots as s
            on s.object_id = order_snapshots.object_id and u.event_id = s.event_id
        order by u.position;
end
$$;

comment on function billing.order_snapshots(text) is
'All that Stripe said about an object, oldest first: ends last, then Stripe''s clock, then within
one second rank, counts, the chain of previous_attributes, and the event''s id; an answer to a
command comes after the events of its second, until its own event shows its place among them. A
function of the set: the order of arrival has no part in it.';
