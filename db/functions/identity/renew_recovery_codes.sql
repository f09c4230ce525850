create or replace function identity.renew_recovery_codes(user_id uuid)
returns text[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_codes text[];
begin
    delete from identity.recovery_codes as r
    where r.user_id = renew_recovery_codes.user_id;
    -- 128 bits each, so that a plain hash of them keeps them; written to be copied by hand.
    select array_agg(encode(ext.gen_random_bytes(16), 'hex')) into v_codes
    from generate_series(1, 10);
    insert into identity.recovery_codes (user_id, code_hash, created_at)
    select
        renew_recovery_codes.user_id,
        util.hash_token(c.code),
        util.wall_clock()
    from unnest(v_codes) as c (code);

    return array(
        select regexp_replace(c.code, '(....)(?=.)', '\1-', 'g') from unnest(v_codes) as c (code)
    );
end
$$;

comment on function identity.renew_recovery_codes(uuid) is
'Gives a person ten recovery codes in place of any before. They are kept as hashes and shown only
now.';
