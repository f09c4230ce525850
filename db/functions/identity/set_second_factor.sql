create or replace function identity.set_second_factor(user_id uuid, secret bytea)
returns text[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_codes text[];
begin
    insert into identity.second_factors as f (user_id, secret, enrolled_at)
    values (set_second_factor.user_id, set_second_factor.secret, v_now)
    on conflict on constraint second_factors_pkey do update
        set
            secret = excluded.secret,
            last_step = 0,
            pending_secret = null,
            enrolled_at = excluded.enrolled_at;

    delete from identity.recovery_codes as r
    where r.user_id = set_second_factor.user_id;
    -- 112 bits each, so that a plain hash of them keeps them; written to be copied by hand.
    select array_agg(encode(ext.gen_random_bytes(14), 'hex')) into v_codes
    from generate_series(1, 10);
    insert into identity.recovery_codes (user_id, code_hash, created_at)
    select
        set_second_factor.user_id,
        util.hash_token(c.code),
        v_now
    from unnest(v_codes) as c (code);

    return array(
        select regexp_replace(c.code, '(....)(?=.)', '\1-', 'g') from unnest(v_codes) as c (code)
    );
end
$$;

comment on function identity.set_second_factor(uuid, bytea) is
'Gives a person a second factor in place of any before. Returns ten new recovery codes, which are
kept as hashes and shown only now.';
