create or replace function identity.refuse_try(window_started_at timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform util.fail(
        429, 'too_many_tries', 'Too many tries',
        jsonb_build_object('retry_after_seconds', greatest(1, ceil(extract(
            epoch from refuse_try.window_started_at + interval '15 minutes' - util.wall_clock()
        ))::integer)),
        'Wait, then try again'
    );
end
$$;

comment on function identity.refuse_try(timestamptz) is
'Ends the request with 429, and tells when the window of tries that began then is over.';
