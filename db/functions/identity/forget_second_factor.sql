create or replace function identity.forget_second_factor(
    user_id uuid, except_session_id uuid default null
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform identity.lock_second_factor(forget_second_factor.user_id);
    delete from identity.second_factors as f
    where f.user_id = forget_second_factor.user_id;
    perform identity.revoke_sessions(
        forget_second_factor.user_id,
        'second_factor_removed',
        except_session_id => forget_second_factor.except_session_id
    );
    update identity.sessions as s
    set second_factor_at = null
    where s.id = forget_second_factor.except_session_id;
end
$$;

comment on function identity.forget_second_factor(uuid, uuid) is
'Takes a person''s second factor away, and ends all sessions of the person but the one that is
excepted, which has given no code from then on.';
