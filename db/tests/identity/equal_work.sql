-- Whether there is an account is not told by how long an answer takes: the work is the same. It is
-- counted in hashes, calls and rows, for seconds would tell of the machine.
begin;
\ir ../_helpers.sql
select plan(17);

reset role;
set local track_functions = 'all';
set local role unison_owner;

select util.set_setting('password_hash_cost', '4') \gset
select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select identity.create_user('ann@example.com', 'correct horse battery', 'Ann') as ann \gset
select identity.create_user('gone@example.com', 'correct horse battery', 'Gone') as gone \gset
update identity.users set disabled_at = util.wall_clock() where id = :'gone';
-- Who stands in for nobody is the first by id: somebody who has no link that would be replaced, and
-- not, by chance, one of those above.
insert into identity.users (id, email, full_name, password_hash, created_at)
values (
    '00000000-0000-0000-0000-000000000001', 'stand-in@example.com', 'Zoe', '-', util.wall_clock()
);
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'acme', :'ann', 'member', util.now());

select 'unison_' || util.random_token() as key \gset
insert into identity.api_keys (
    organization_id, name, prefix, key_hash, created_by, created_at, revoked_at
)
values (
    :'acme',
    'Revoked',
    left(:'key', 13),
    util.hash_token(:'key'),
    :'owner',
    util.wall_clock(),
    util.wall_clock()
);
select tests.create_staff() as staff \gset

-- Hashing nothing needs salt beside the hash; that takes a microsecond.
create function tests.counted()
returns table (what text, times bigint)
language sql
set search_path = ''
as $$
    select 'called ' || f.schemaname || '.' || f.funcname, f.calls
    from pg_catalog.pg_stat_xact_user_functions as f
    where
        f.schemaname not in ('tests', 'util')
        and f.funcname not in ('gen_salt', 'hash_password', 'digest_password')
    union all
    select
        'wrote ' || t.schemaname || '.' || t.relname,
        t.n_tup_ins + t.n_tup_upd + t.n_tup_del
    from pg_catalog.pg_stat_xact_user_tables as t
    where t.schemaname not like 'pg\_temp%'
$$;

create function tests.work(call text)
returns table (what text, times bigint)
language plpgsql
set search_path = ''
as $$
begin
    create temporary table counted_before on commit drop as
    select * from tests.counted();
    execute work.call;
    return query
    select
        c.what,
        c.times - coalesce(b.times, 0)
    from tests.counted() as c
    left join counted_before as b on c.what = b.what
    where c.times > coalesce(b.times, 0);
    drop table counted_before;
end
$$;

create function tests.costs_the_same(call text, other text, sentence text)
returns text
language sql
set search_path = tests
as $$
    select bag_eq(
        format('select w.* from work(%L) as w', call),
        format('select w.* from work(%L) as w', other),
        sentence
    );
$$;

-- What is refused by an error costs what it did until then.
create function tests.refused(call text)
returns text
language plpgsql
set search_path = ''
as $$
begin
    execute refused.call;
    return 'done';
exception
    when others then
        return (sqlerrm::json) ->> 'code';
end
$$;

-- Links that count no more: one was used, one is over.
create function tests.spend(purpose text, change text)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_token text := case spend.purpose
        when 'invitation' then identity.create_one_time_token(
            spend.purpose,
            organization_id => (select i.organization_id from identity.invitations as i),
            invitation_id => (select i.id from identity.invitations as i)
        )
        else identity.create_one_time_token(
            spend.purpose,
            (select u.id from identity.users as u where u.email = 'ann@example.com')
        )
    end;
begin
    execute format(
        'update identity.one_time_tokens set %s where token_hash = util.hash_token(%L)',
        spend.change, v_token
    );
    return v_token;
end
$$;
insert into identity.invitations (
    organization_id, email, role, invited_by, created_at, expires_at
)
values (
    :'acme', 'ann@example.com', 'member', :'owner', util.now(), util.now() + interval '7 days'
);

-- What is prepared once is prepared here.
select count(*)
from (
    select tests.work($$ select api.sign_in('first@example.com', 'wrong') $$)
    union all
    select tests.work($$ select api.request_password_reset('first@example.com') $$)
    union all
    select tests.work($$ select api.request_password_reset('gone@example.com') $$)
    union all
    select tests.work($$ select api.exchange_api_key('first') $$)
    union all
    select tests.work($$ select tests.refused($_$ select api.verify_email('first') $_$) $$)
    union all
    select tests.work($$ select tests.refused($_$ select api.reset_password('first', 'x') $_$) $$)
    union all
    select tests.work($$ select tests.refused($_$ select api.accept_invitation('first') $_$) $$)
) as t \gset

select is(
    (
        select w.times
        from tests.work($$ select api.sign_in('nobody@example.com', 'wrong') $$) as w
        where w.what = 'called ext.crypt'
    ),
    1::bigint,
    'a password is hashed for an address that nobody has'
);
select tests.costs_the_same(
    $$ select api.sign_in('ann@example.com', 'wrong') $$,
    $$ select api.sign_in('bob@example.com', 'wrong') $$,
    'signing in costs the same whether there is an account'
);
select tests.costs_the_same(
    $$ select api.sign_in('gone@example.com', 'correct horse battery') $$,
    $$ select api.sign_in('carol@example.com', 'wrong') $$,
    'or one that is closed'
);
select tests.costs_the_same(
    $$ select api.request_password_reset('ann@example.com') $$,
    $$ select api.request_password_reset('bob@example.com') $$,
    'asking for a new password costs the same'
);
select is(
    (select count(*) from notify.emails as e where e.kind = 'reset_password'),
    1::bigint,
    'and one letter is written, to who is somebody'
);
select tests.costs_the_same(
    $$ select api.request_password_reset('gone@example.com') $$,
    $$ select api.request_password_reset('carol@example.com') $$,
    'so does it for an account that is closed'
);
select tests.costs_the_same(
    format('select api.exchange_api_key(%L)', :'key'),
    $$ select api.exchange_api_key('nonsense') $$,
    'a key that was revoked costs what no key costs'
);
select tests.costs_the_same(
    format(
        'select identity.use_second_factor(%L, %L)', :'staff', 'abcd-efgh-ijkl'
    ),
    format('select identity.use_second_factor(%L, %L)', :'staff', '000000'),
    'a wrong recovery code costs what a wrong code costs'
);


-- A link that counts no more costs what no link costs, whoever it was for.
select
    tests.costs_the_same(
        format($$ select tests.refused(%L) $$, format(c.call, tests.spend(c.purpose, s.change))),
        format($$ select tests.refused(%L) $$, format(c.call, 'nonsense')),
        format('a link to %s that %s costs what no link costs', c.what, s.how)
    )
from (
    values
    ('verify_email', 'verify an address', 'select api.verify_email(%L)'),
    ('reset_password', 'a new password', $$ select api.reset_password(%L, 'a good pass phrase') $$),
    ('invitation', 'an invitation', 'select api.accept_invitation(%L)')
) as c (purpose, what, call)
cross join (
    values
    ('used_at = util.wall_clock()', 'was used'),
    ('expires_at = util.wall_clock()', 'is over')
) as s (change, how);
select is(
    tests.refused(
        format('select api.verify_email(%L)', tests.spend('reset_password', 'used_at = null'))
    ),
    'one_time_token_invalid',
    'a link is for what it says'
);
select tests.costs_the_same(
    format(
        $$ select tests.refused(%L) $$,
        format('select api.verify_email(%L)', tests.spend('reset_password', 'used_at = null'))
    ),
    $$ select tests.refused($_$ select api.verify_email('nonsense') $_$) $$,
    'and for something else it costs what no link costs'
);

-- Whoever invites is not told who has an account elsewhere.
select identity.set_current_session(null, 'user', :'owner', :'acme', 'owner');
select count(*) from tests.work($$ select api.invite_member('first@example.com', 'member') $$) \gset
select tests.costs_the_same(
    $$ select api.invite_member('gone@example.com', 'member') $$,
    $$ select api.invite_member('dora@example.com', 'member') $$,
    'inviting costs the same whether there is an account'
);

select * from finish();
rollback;
