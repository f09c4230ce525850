-- Refresh tokens rotate; one that is used again later betrays a thief.
begin;
\ir ../_helpers.sql
select plan(26);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as person \gset
select tests.open_session('user', :'person', :'acme') as session \gset
select identity.issue_tokens(:'session') ->> 'refresh_token' as first \gset

create function pg_temp.refresh(token text) returns text language plpgsql as $$
declare
    v_answer json;
begin
    perform set_config('response.status', '', true);
    v_answer = identity.refresh_session(token);
    if current_setting('response.status') <> '' then
        return current_setting('response.status') || ' ' || (v_answer ->> 'code');
    end if;
    return v_answer ->> 'refresh_token';
end
$$;
create function pg_temp.refused() returns text language sql as
$$ select '401 refresh_token_invalid' $$;

select pg_temp.refresh(:'first') as second \gset
select matches(:'second'::text, '^[A-Za-z0-9_-]{43}$', 'a refresh token gives another');
select isnt(:'second'::text, :'first'::text, 'that is not the same');
select is_empty(
    format(
        $$
            select from identity.refresh_tokens where token_hash = convert_to(%L, 'UTF8')
        $$,
        :'second'
    ),
    'and is not kept, only its hash is'
);
select pg_temp.refresh(:'first') as sibling \gset
select matches(
    :'sibling'::text, '^[A-Za-z0-9_-]{43}$', 'used twice within ten seconds it gives a sibling'
);
select isnt(:'sibling'::text, :'second'::text, 'of its own');
select pg_temp.refresh(:'second') as third \gset
select matches(:'third'::text, '^[A-Za-z0-9_-]{43}$', 'both go on');

create function pg_temp.refresh_after(change text, token text) returns text language sql as $$
    select tests.answer_after(change, format('pg_temp.refresh(%L)', token))
$$;

select is(pg_temp.refresh('nonsense'), pg_temp.refused(), 'what is no token is refused');
select is(pg_temp.refresh(null), pg_temp.refused(), 'so is none');
select is(
    (select s.revoked_at from identity.sessions as s where s.id = :'session'),
    null,
    'which harms no session'
);
select
    is(
        pg_temp.refresh_after(c.change, :'sibling'),
        pg_temp.refused(),
        format('refused is %s', c.what)
    )
from (
    values
    ('update identity.refresh_tokens set expires_at = util.wall_clock()', 'one that has expired'),
    ('update identity.sessions set expires_at = util.wall_clock()', 'one of a session that has'),
    (
        format('select identity.revoke_session(%L, %L)', :'session', 'signed_out'),
        'one that was signed out'
    ),
    ('update identity.users set disabled_at = util.wall_clock()', 'one of a disabled person'),
    ('delete from identity.memberships', 'one of a person who belongs nowhere any more')
) as c (change, what);

delete from identity.memberships where user_id = :'person';
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'globex', :'person', 'owner', util.now());
select isnt(
    pg_temp.refresh(:'sibling'), pg_temp.refused(), 'a person who belongs elsewhere goes on there'
);
select is(
    (select s.organization_id from identity.sessions as s where s.id = :'session'),
    :'globex',
    'where the session is bound to from then on'
);

-- Lifetimes ---------------------------------------------------------------------------------------

select is(
    (
        select date_trunc('second', expires_at - created_at)
        from identity.sessions
        where id = :'session'
    ),
    interval '90 days',
    'a session lasts 90 days'
);
select is(
    (
        select max(date_trunc('second', expires_at - created_at))
        from identity.refresh_tokens where session_id = :'session'
    ),
    interval '30 days',
    'and is over when nobody comes back for 30'
);
select tests.create_staff() as staff \gset
select tests.open_session('staff', :'staff', null) as staff_session \gset
select ok(
    (identity.issue_tokens(:'staff_session') ->> 'organization_id') is null,
    'staff go to no organization'
);
select cmp_ok(
    (select max(expires_at) from identity.refresh_tokens where session_id = :'staff_session'),
    '<=',
    util.wall_clock() + interval '8 hours',
    'and sign in every 8 hours'
);

-- In cookies --------------------------------------------------------------------------------------

select set_config('request.headers', '{"x-session": "cookie"}', true);
select set_config('response.headers', '', true);
select is(
    (identity.issue_tokens(:'session')::jsonb - 'expires_in' - 'organization_id'),
    '{"token_type": "cookie"}',
    'a browser that keeps tokens in cookies gets none in the body'
);
select is(
    (
        select
            array_agg(
                regexp_replace(h ->> 'Set-Cookie', '=[^;]+;', '=…;') order by h ->> 'Set-Cookie'
            )
        from jsonb_array_elements(current_setting('response.headers')::jsonb) as h
    ),
    array[
        'unison_access=…; Path=/; Max-Age=900; HttpOnly; SameSite=Lax',
        'unison_refresh=…; Path=/api/v1/finish_external_sign_in; Max-Age=2592000; HttpOnly'
        '; SameSite=Strict',
        'unison_refresh=…; Path=/api/v1/rpc/refresh; Max-Age=2592000; HttpOnly; SameSite=Strict',
        'unison_refresh=…; Path=/api/v1/rpc/sign_in; Max-Age=2592000; HttpOnly; SameSite=Strict'
    ],
    'but cookies that scripts cannot read, the refresh token for three paths alone'
);
select util.set_setting('web_url', '"https://shop.example.com"');
select set_config('response.headers', '', true);
select identity.clear_session_cookies();
select is(
    (
        select array_agg(h ->> 'Set-Cookie' order by h ->> 'Set-Cookie')
        from jsonb_array_elements(current_setting('response.headers')::jsonb) as h
    ),
    array[
        '__Host-unison_access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
        '__Secure-unison_refresh=; Path=/api/v1/finish_external_sign_in; Max-Age=0; HttpOnly'
        '; SameSite=Strict; Secure',
        '__Secure-unison_refresh=; Path=/api/v1/rpc/refresh; Max-Age=0; HttpOnly; SameSite=Strict'
        '; Secure',
        '__Secure-unison_refresh=; Path=/api/v1/rpc/sign_in; Max-Age=0; HttpOnly; SameSite=Strict'
        '; Secure'
    ],
    'over TLS for nobody else to read or set, and gone when the session is'
);

-- Theft -------------------------------------------------------------------------------------------

select set_config('request.headers', '{}', true);
update identity.refresh_tokens set used_at = used_at - interval '11 seconds';
select is(pg_temp.refresh(:'first'), pg_temp.refused(), 'a token used again later is refused');
select is(
    (select s.revoked_reason from identity.sessions as s where s.id = :'session'),
    'refresh_token_reused',
    'and ends the session'
);
select pg_temp.refresh(:'third') as refused \gset
select is(:'refused'::text, pg_temp.refused(), 'with all tokens of the family');

select * from finish();
rollback;
