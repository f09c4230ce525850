-- PostgREST has 16 connections for everybody. A place is an advisory lock, so it costs no row, a
-- read may take one too, and it is given back however the transaction ends.
create or replace function identity.take_place(holder_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    for v_place in 1..12 loop
        if pg_try_advisory_xact_lock(hashtextextended(take_place.holder_id::text, v_place)) then
            return;
        end if;
    end loop;

    perform util.fail(
        429, 'too_many_at_once', 'Too many requests are under way at once',
        '{"retry_after_seconds": 1}',
        'Send fewer at a time, or try again in a moment'
    );
end
$$;

comment on function identity.take_place(uuid) is
'One of the twelve connections that the requests of an organization have among them, until the end
of the transaction; refuses with 429 when all are taken.';
