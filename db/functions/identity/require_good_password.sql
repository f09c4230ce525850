create or replace function identity.require_good_password(
    argument text, password text, names text[]
)
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
        when lower(v_password)
            ~ '^(password|passwort|qwerty|qwertz|letmein|welcome|iloveyou|abc)[0-9]*$'
            or '01234567890123456789' like '%' || v_password || '%'
            or lower(v_password) ~ '^(qwertyuiop|qwertzuiop|1q2w3e4r5t|asdfghjkl)'
            or exists (
                select from identity.common_passwords as c
                where c.password = lower(v_password)
            )
            then 'too_common'
        -- What is added to a name is a year or a sign.
        when length(identity.without_names(v_password, require_good_password.names)) < 6
            then 'too_personal'
    end;

    if v_reason is not null then
        perform util.fail(
            400,
            'password_refused',
            case v_reason
                when 'too_short' then 'The password has fewer than 10 characters'
                when 'too_long' then 'The password is longer than 1024 bytes'
                when 'too_uniform' then 'The password repeats the same few characters'
                when 'too_common' then 'Many people use this password'
                else 'The password is made of names that others know, yours or ours'
            end,
            jsonb_build_object('argument', require_good_password.argument, 'reason', v_reason),
            'Take at least 10 characters, best several words that do not belong together'
        );
    end if;
end
$$;

comment on function identity.require_good_password(text, text, text[]) is
'Refuses passwords of fewer than 10 characters or more than 1024 bytes, what everybody tries first
(identity.common_passwords), and what is little more than known names: the person''s address and
name, the organization''s, and ours. No rules about kinds of characters: they make passwords worse.';
