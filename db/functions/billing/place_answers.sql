create or replace function billing.place_answers(object_id text, at timestamptz)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
    update billing.stripe_snapshots as s
    set rank = p.rank
    from (
        select
            case
                when bool_and(exists (
                    select
                    from billing.stripe_snapshots as e
                    where
                        e.object_id = a.object_id
                        and e.created_at = a.created_at
                        and e.source = 'event'
                        and e.state = a.state
                )) then -1
                else billing.snapshot_rank(a.object_kind, 'response', null)
            end as rank
        from billing.stripe_snapshots as a
        where
            a.object_id = place_answers.object_id
            and a.created_at = place_answers.at
            and a.source = 'response'
        group by a.object_kind
    ) as p
    where
        s.object_id = place_answers.object_id
        and s.created_at = place_answers.at
        and s.source = 'response'
        and s.rank <> p.rank;
end
$$;

comment on function billing.place_answers(text, timestamptz) is
'Puts the answers of a second before its events, once events bear out all of them: these know the
order in which things happened within the second, whatever the order in which they came.';
