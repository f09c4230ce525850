create or replace function notify.unsubscribe(token text)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_category text;
    v_address text;
begin
    select
        k.category,
        lower(e.recipient)
    into v_category, v_address
    from notify.emails as e
    inner join notify.kinds as k on e.kind = k.kind
    where e.unsubscribe_hash = util.hash_token(unsubscribe.token) and k.is_optional;
    if not found then
        perform util.fail(
            400, 'one_time_token_invalid', 'This link is unknown',
            hint => 'Use the link of a newer letter'
        );
    end if;

    insert into notify.unsubscriptions (address, category, created_at)
    values (v_address, v_category, util.wall_clock())
    on conflict on constraint unsubscriptions_pkey do nothing;
    return v_category;
end
$$;

comment on function notify.unsubscribe(text) is
'Ends the optional letters of the category of the letter that carries the token, for its reader.
Returns the category. The link works again and again, for mail programs try more than once.';
