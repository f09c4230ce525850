create or replace function identity.count_single_try(key text, max_tries integer)
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- Waiting for the other one would hold a connection of the pool, and there are few.
    if not pg_try_advisory_xact_lock(hashtextextended('try ' || count_single_try.key, 0)) then
        perform util.fail(
            429, 'too_many_tries', 'Another try is under way',
            jsonb_build_object('retry_after_seconds', 2),
            'Wait, then try again'
        );
    end if;
    perform identity.count_try(count_single_try.key, count_single_try.max_tries);
end
$$;

comment on function identity.count_single_try(text, integer) is
'Counts a try before something that takes long, and refuses it with 429 also while another one of
the key is under way.';
