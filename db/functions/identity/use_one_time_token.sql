create or replace function identity.use_one_time_token(token text, purpose text)
returns identity.one_time_tokens
language plpgsql
set search_path = ''
as $$
declare
    v_token identity.one_time_tokens;
begin
    update identity.one_time_tokens as t
    set used_at = util.wall_clock()
    where
        t.token_hash = util.hash_token(use_one_time_token.token)
        and t.purpose = use_one_time_token.purpose
        and t.used_at is null
        and t.expires_at > util.wall_clock()
    returning t.* into v_token;

    if v_token.token_hash is null then
        perform util.fail(
            400, 'one_time_token_invalid', 'The link is unknown, expired or was used before',
            hint => 'Ask for a new one'
        );
    end if;
    return v_token;
end
$$;

comment on function identity.use_one_time_token(text, text) is
'What a token from a mail stands for. It counts once.';
