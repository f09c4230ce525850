create or replace function identity.find_totp_step(
    secret bytea, code text, after_step bigint, at timestamptz default util.wall_clock()
)
returns bigint
language sql
stable
set search_path = ''
as $$
    -- Phones are wrong by some seconds: one step to either side counts.
    select s.step
    from (select floor(extract(epoch from at) / 30)::bigint as now_step) as n
    cross join generate_series(n.now_step - 1, n.now_step + 1) as s (step)
    where
        s.step > after_step
        and secret is not null
        and identity.totp_code(secret, s.step) = code
    order by s.step
    limit 1
$$;

comment on function identity.find_totp_step(bytea, text, bigint, timestamptz) is
'The step whose code this is, about a time and after one that was used; null if it is none.';
