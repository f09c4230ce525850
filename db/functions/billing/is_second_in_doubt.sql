create or replace function billing.is_second_in_doubt(object_id text, at timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
    return
        exists (
            select
            from billing.stripe_snapshots as s
            where
                s.object_id = is_second_in_doubt.object_id
                and s.created_at = is_second_in_doubt.at
                and s.source = 'event'
        )
        and exists (
            select
            from billing.stripe_snapshots as s
            where
                s.object_id = is_second_in_doubt.object_id
                and s.created_at = is_second_in_doubt.at
                and s.source <> 'event'
                and not exists (
                    select
                    from billing.order_snapshots(is_second_in_doubt.object_id) as e
                    where
                        e.created_at = is_second_in_doubt.at
                        and e.source = 'event'
                        and e.state = s.state
                )
        );
end
$$;

comment on function billing.is_second_in_doubt(text, timestamptz) is
'Whether events of a second tell of other states than an answer of the same second: what we did may
have come before them or after, and its own event is not there (yet).';
