create or replace function identity.use_second_factor(user_id uuid, code text)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_key text := 'second_factor:' || use_second_factor.user_id;
    v_code text := regexp_replace(lower(use_second_factor.code), '[\s-]', '', 'g');
    v_factor identity.second_factors;
    v_step bigint;
begin
    perform identity.count_try(v_key, util.setting('tries_per_address')::integer);

    -- Two requests with one code come one after the other: the second finds it used.
    select f.* into v_factor
    from identity.second_factors as f
    where f.user_id = use_second_factor.user_id
    for update;

    v_step = identity.find_totp_step(v_factor.secret, v_code, v_factor.last_step);
    if v_step is not null then
        update identity.second_factors as f
        set last_step = v_step
        where f.user_id = use_second_factor.user_id;
    else
        update identity.recovery_codes as r
        set used_at = util.wall_clock()
        where
            r.user_id = use_second_factor.user_id
            and r.code_hash = util.hash_token(v_code)
            and r.used_at is null;
        if not found then
            return false;
        end if;
    end if;

    delete from identity.throttles as t
    where t.key = v_key;
    return true;
end
$$;

comment on function identity.use_second_factor(uuid, text) is
'Whether this is the code that the person''s phone shows now, or one for who has lost it; it is
used up by that. If not, the caller must let the transaction commit, for the try is counted in it.';
