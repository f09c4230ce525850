create or replace function billing.chain_snapshots(
    object_id text,
    before_event_id text,
    event_ids text[],
    out chained_event_ids text[],
    out is_decided boolean
)
language plpgsql
stable
set search_path = ''
as $$
declare
    v_attempt record;
begin
    for v_attempt in
        select
            s.knows_begin,
            r.is_exact,
            d.is_collapsed
        from (values (true), (false)) as s (knows_begin)
        cross join (values (true), (false)) as r (is_exact)
        cross join (values (false), (true)) as d (is_collapsed)
        where
            (chain_snapshots.before_event_id is not null or not s.knows_begin)
            -- Beyond that the search could take long; a refetch is cheaper.
            and cardinality(chain_snapshots.event_ids) <= 9
        order by s.knows_begin desc, r.is_exact desc, d.is_collapsed asc
    loop
        with recursive raw as (
            select
                s.event_id,
                s.state,
                -- The counter of a customer's invoices moves without a word.
                jsonb_strip_nulls(e.event -> 'data' -> 'object')
                - 'next_invoice_sequence' as object,
                coalesce(e.event -> 'data' -> 'previous_attributes', '{}')
                - 'next_invoice_sequence' as previous
            from billing.stripe_snapshots as s
            left join lateral (
                select webhooks.parse_stripe_event(w.body) as event
                from webhooks.stripe_events as w
                where w.id = s.event_id
            ) as e on true
            where
                s.object_id = chain_snapshots.object_id
                and (
                    s.event_id = any(chain_snapshots.event_ids)
                    or s.event_id = chain_snapshots.before_event_id
                )
        ),

        -- Two events may tell of one change, and one change may happen twice: try both readings.
        nodes as (
            select
                min(r.event_id) as node,
                array_agg(r.event_id order by r.event_id) as event_ids,
                r.state,
                r.object,
                r.previous,
                case
                    when v_attempt.is_exact
                        then jsonb_strip_nulls(billing.undo_change(r.object, r.previous))
                end as object_before
            from raw as r
            where r.event_id = any(chain_snapshots.event_ids)
            group by
                r.state, r.object, r.previous,
                case when not v_attempt.is_collapsed then r.event_id end
        ),

        -- An update follows what it says was there before. A mere report changes nothing.
        links as (
            select
                f.event_id as from_node,
                t.node as to_node
            from raw as f
            inner join nodes as t on f.event_id <> t.node
            where
                case
                    when t.previous = '{}' and not v_attempt.is_exact then f.state = t.state
                    when v_attempt.is_exact then t.object_before = f.object
                    else jsonb_strip_nulls(billing.undo_change(f.object, t.previous)) = f.object
                end
        ),

        paths as (
            select
                n.node as last_node,
                array[n.node] as path
            from nodes as n
            where
                not v_attempt.knows_begin
                or exists (
                    select
                    from links as l
                    where l.from_node = chain_snapshots.before_event_id and l.to_node = n.node
                )
            union all
            select
                l.to_node,
                p.path || l.to_node
            from paths as p
            inner join links as l on p.last_node = l.from_node
            where l.to_node <> all(p.path)
        ),

        complete as (
            select
                p.path,
                n.state
            from paths as p
            inner join nodes as n on p.last_node = n.node
            where cardinality(p.path) = (select count(*) from nodes)
        ),

        chosen as (
            select
                min(c.path) as path,
                count(distinct c.state) = 1 as is_decided
            from complete as c
        )

        select
            (
                select array_agg(i.event_id order by u.position, i.event_id)
                from unnest(c.path) with ordinality as u (node, position)
                inner join nodes as n on u.node = n.node
                cross join lateral unnest(n.event_ids) as i (event_id)
            ),
            c.is_decided
        into chained_event_ids, is_decided
        from chosen as c;

        if chained_event_ids is not null then
            return;
        end if;
    end loop;

    select array_agg(i.event_id order by i.event_id) into chained_event_ids
    from unnest(chain_snapshots.event_ids) as i (event_id);
    is_decided = false;
end
$$;

comment on function billing.chain_snapshots(text, text, text[]) is
'Orders snapshots of one object and second by their previous_attributes: an update follows the
state that it says was there before. The exact reading puts them back and wants the predecessor;
failing that, only what changed is compared. Not decided: no chain holds, or several that end
differently.';
