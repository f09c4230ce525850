create or replace function notify.claim_previews(max_previews integer)
returns table (id uuid, kind text, data json)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
begin
    -- Whoever looks again has it written again.
    delete from notify.previews as p
    where p.requested_at < v_now - interval '10 minutes';

    return query
    with due as (
        select p.email_id
        from notify.previews as p
        where
            p.finished_at is null
            -- A worker that never reports has died.
            and coalesce(p.claimed_at < v_now - interval '30 seconds', true)
        order by p.requested_at asc
        limit claim_previews.max_previews
        for update skip locked
    )

    update notify.previews as p
    set claimed_at = v_now
    from due
    inner join notify.emails as e on due.email_id = e.id
    where p.email_id = due.email_id
    returning e.id, e.kind, p.data::json;
end
$$;

comment on function notify.claim_previews(integer) is
'Letters that somebody of the staff wants to look at, oldest first; forgets those of before.';
