create or replace function identity.set_second_factor(user_id uuid, secret bytea)
returns text[]
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    insert into identity.second_factors as f (user_id, secret, enrolled_at)
    values (set_second_factor.user_id, set_second_factor.secret, util.wall_clock())
    on conflict on constraint second_factors_pkey do update
        set
            secret = excluded.secret,
            last_step = 0,
            pending_secret = null,
            pending_at = null,
            enrolled_at = excluded.enrolled_at;
    return identity.renew_recovery_codes(set_second_factor.user_id);
end
$$;

comment on function identity.set_second_factor(uuid, bytea) is
'Gives a person a second factor in place of any before. Returns ten new recovery codes.';
