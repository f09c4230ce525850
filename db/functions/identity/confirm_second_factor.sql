create or replace function identity.confirm_second_factor(code text)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid := identity.require_own_session();
    v_factor identity.second_factors;
    v_step bigint;
    v_codes text[];
begin
    -- Whoever signs in by the password alone at this moment is out again, or comes too late.
    perform identity.lock_second_factor(v_user_id);
    perform identity.count_try(
        'second_factor:' || v_user_id, util.setting('tries_per_address')::integer
    );
    select f.* into v_factor
    from identity.second_factors as f
    where f.user_id = v_user_id and f.pending_at > util.wall_clock() - interval '1 hour'
    for update;

    v_step = identity.find_totp_step(
        v_factor.pending_secret, regexp_replace(confirm_second_factor.code, '[\s-]', '', 'g'), 0
    );
    if v_step is null then
        return identity.refuse_second_factor();
    end if;

    v_codes = identity.set_second_factor(v_user_id, v_factor.pending_secret);
    update identity.second_factors as f
    set last_step = v_step
    where f.user_id = v_user_id;
    perform identity.revoke_sessions(
        v_user_id, 'second_factor_changed', except_session_id => identity.current_session_id()
    );
    update identity.sessions as s
    set second_factor_at = util.wall_clock()
    where s.id = identity.current_session_id();
    delete from identity.throttles as t
    where t.key = 'second_factor:' || v_user_id;

    return json_build_object('recovery_codes', v_codes);
end
$$;

comment on function identity.confirm_second_factor(text) is
'Makes the secret count that the caller was shown, ends all other sessions, and answers with
recovery codes. The caller must let the transaction commit.';
