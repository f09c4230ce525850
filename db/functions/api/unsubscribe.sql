create function api.unsubscribe(token text)
returns json
language plpgsql
security definer -- whoever holds the letter need not be signed in, nor be a member
set search_path = ''
as $$
begin
    return json_build_object('category', notify.unsubscribe(unsubscribe.token));
end
$$;

comment on function api.unsubscribe(text) is
$$Want no more letters of a category

With the token of a letter that can be done without. Answers {category}; may be repeated. 400
one_time_token_invalid.$$;

grant execute on function api.unsubscribe(text) to anon, authenticated, platform_admin;
