create or replace function billing.place_answers(object_id text, at timestamptz)
returns void
language sql
volatile
set search_path = ''
as $$
    update billing.stripe_snapshots as s
    set rank = -1
    where
        s.object_id = place_answers.object_id
        and s.created_at = place_answers.at
        and s.source = 'response'
        and s.rank <> -1
        and exists (
            select
            from billing.stripe_snapshots as e
            where
                e.object_id = s.object_id
                and e.created_at = s.created_at
                and e.source = 'event'
                and e.state = s.state
        )
$$;

comment on function billing.place_answers(text, timestamptz) is
'Puts the answers of a second that an event of it bears out before all events: these know the order
in which things happened within the second, whatever the order in which they came.';
