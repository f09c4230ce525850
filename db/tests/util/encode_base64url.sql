-- Base64 without the characters that mean something in a URL, and tokens made of it.
begin;
\ir ../_helpers.sql
select plan(6);

select is(util.encode_base64url('\xfbffbf'), '-_-_', 'the two odd characters are replaced');
select is(util.encode_base64url('\x00'), 'AA', 'there is no padding');
select is_empty(
    $$
        select n from generate_series(0, 100) as n
        cross join lateral (select decode(repeat('f0', n), 'hex')) as b (bytes)
        where util.decode_base64url(util.encode_base64url(b.bytes)) <> b.bytes
    $$,
    'decoding reverses it, at any length'
);
select matches(util.random_token(), '^[A-Za-z0-9_-]{43}$', 'a token is 256 bits');
select isnt(util.random_token(), util.random_token(), 'and another every time');
select is(
    util.hash_token('abc'),
    '\xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'what is kept of it is its sha256'
);

select * from finish();
rollback;
