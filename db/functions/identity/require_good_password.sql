create or replace function identity.require_good_password(password text, email text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_password text := coalesce(require_good_password.password, '');
    v_reason text;
begin
    v_reason = case
        when length(v_password) < 10 then 'too_short'
        when octet_length(v_password) > 1024 then 'too_long'
        when (
            select count(distinct c.letter) < 5
            from regexp_split_to_table(v_password, '') as c (letter)
        ) then 'too_uniform'
        when lower(btrim(v_password)) in (
            lower(require_good_password.email),
            lower(split_part(require_good_password.email, '@', 1))
        ) then 'is_email'
        when lower(v_password) ~ '^(password|passwort|qwerty|qwertz|letmein|welcome|iloveyou|abc)[0-9]*$'
            or '01234567890123456789' like '%' || v_password || '%'
            or lower(v_password) ~ '^(qwertyuiop|qwertzuiop|1q2w3e4r5t|asdfghjkl)'
            then 'too_common'
    end;

    if v_reason is not null then
        perform util.fail(
            400, 'password_refused', 'The password is too easy to guess, or too long',
            jsonb_build_object('argument', 'password', 'reason', v_reason),
            'Take at least 10 characters, best several words that do not belong together'
        );
    end if;
end
$$;

comment on function identity.require_good_password(text, text) is
'Refuses passwords of fewer than 10 characters or more than 1024 bytes, the address itself, and
what everybody tries first. No rules about kinds of characters: they make passwords worse.';
