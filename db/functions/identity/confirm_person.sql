create or replace function identity.confirm_person(password text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
    perform identity.require_person();
    if identity.current_session_kind() <> 'external' then
        return identity.is_own_password(confirm_person.password);
    end if;

    if not exists (
        select from identity.sessions as s
        where
            s.id = identity.current_session_id()
            and s.created_at > util.wall_clock() - interval '10 minutes'
    ) then
        perform util.fail(
            403, 'recent_sign_in_required', 'This is done right after signing in',
            hint => 'Sign in by your provider anew, then you have ten minutes'
        );
    end if;
    return true;
end
$$;

comment on function identity.confirm_person(text) is
'Whether it is still the person who signed in: by the password, or, of whom a provider lets in, by
having signed in within ten minutes. If it is not, the caller must let the transaction commit, as after
identity.is_own_password.';
