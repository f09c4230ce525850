-- Access tokens: what they say, which key signs them, and when a key comes and goes.
begin;
\ir ../_helpers.sql
select plan(13);

create function pg_temp.part(token text, n integer) returns jsonb language sql as $$
    select convert_from(util.decode_base64url(split_part(token, '.', n)), 'UTF8')::jsonb
$$;
create function pg_temp.kid() returns text language sql as $$
    select pg_temp.part(identity.sign_jwt('{}'), 1) ->> 'kid'
$$;

delete from identity.signing_keys;
select
    throws_ok(
        $$ select identity.sign_jwt('{}') $$, 'P0002', null, 'without a key nothing is signed'
    );

insert into identity.signing_keys (id, secret, created_at)
values ('first', util.encode_base64url('a secret of at least 32 characters'), util.wall_clock());
select is(
    pg_temp.part(identity.sign_jwt('{"sub": "me"}'), 1),
    '{"alg": "HS256", "typ": "JWT", "kid": "first"}',
    'the only key signs at once, and is named'
);
select is(
    pg_temp.part(identity.sign_jwt('{"sub": "me"}'), 2),
    '{"sub": "me"}',
    'the claims are those given'
);
-- Of {"sub": "me"}, made with another implementation of RFC 7515.
select is(
    split_part(identity.sign_jwt('{"sub": "me"}'), '.', 3),
    'PevQJo8jb9DRgh3EK7fGRxbxA-egZsiDd1KipYphVNQ',
    'the signature is the HMAC of both'
);

select identity.rotate_signing_keys() as second \gset
select is(pg_temp.kid(), 'first', 'a new key waits, until every PostgREST has been told');
update identity.signing_keys set created_at = created_at - interval '31 seconds';
select is(pg_temp.kid(), :'second', 'then it signs');

select identity.rotate_signing_keys();
select ok(
    exists (select from identity.signing_keys as k where k.id = 'first'),
    'the old one is accepted while its tokens live'
);
update identity.signing_keys set created_at = created_at - interval '61 minutes';
select identity.rotate_signing_keys() as fourth \gset
select ok(
    not exists (select from identity.signing_keys as k where k.id in ('first', :'second')),
    'and deleted when none does'
);
select is(
    (select count(*) from identity.signing_keys),
    2::bigint,
    'so that the present one and the next remain'
);

select identity.pre_config();
select set_eq(
    $$
        select k ->> 'kid'
        from jsonb_array_elements(current_setting('pgrst.jwt_secret')::jsonb -> 'keys') as k
    $$,
    $$ select id from identity.signing_keys $$,
    'PostgREST is given all keys'
);

select identity.delete_signing_key(pg_temp.kid());
select isnt(pg_temp.kid(), :'second', 'a key that has leaked signs no more');
select is(
    (select count(*) from identity.signing_keys), 2::bigint, 'and another has taken its place'
);

select tests.act_as_staff();
select throws_ok(
    $$ select secret from identity.signing_keys $$, '42501', null, 'nobody reads a key'
);

select * from finish();
rollback;
