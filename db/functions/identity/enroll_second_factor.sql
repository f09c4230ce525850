create or replace function identity.enroll_second_factor(
    password text default null, code text default null
)
returns json
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_user_id uuid := identity.require_own_session();
    v_secret bytea := ext.gen_random_bytes(20);
    v_email text;
    v_refusal json;
begin
    -- Whoever finds a screen unlocked does not put a phone of his own in the place of the owner's.
    if identity.current_session_kind() <> 'staff' then
        v_refusal = identity.check_own_credentials(
            enroll_second_factor.password, enroll_second_factor.code
        );
        if v_refusal is not null then
            return v_refusal;
        end if;
    elsif identity.has_second_factor(v_user_id) and not exists (
        select from identity.sessions as s
        where
            s.id = identity.current_session_id()
            and s.second_factor_at > util.wall_clock() - interval '5 minutes'
    ) then
        perform util.fail(
            403, 'second_factor_missing', 'A second factor is replaced right after using it',
            hint => 'Sign in anew, with a code or a recovery code'
        );
    end if;

    insert into identity.second_factors as f (user_id, pending_secret, pending_at)
    values (v_user_id, v_secret, util.wall_clock())
    on conflict on constraint second_factors_pkey do update
        set pending_secret = excluded.pending_secret, pending_at = excluded.pending_at;

    select u.email into strict v_email
    from identity.users as u
    where u.id = v_user_id;

    return json_build_object(
        'secret', util.encode_base32(v_secret),
        'uri', format(
            'otpauth://totp/Unison:%s?secret=%s&issuer=Unison',
            replace(v_email, '@', '%40'),
            util.encode_base32(v_secret)
        )
    );
end
$$;

comment on function identity.enroll_second_factor(text, text) is
'A secret for the caller''s phone, which counts once a code made from it was shown. Customers show
anew who they are; of the staff a factor that counts is replaced only within five minutes of using
it.';
