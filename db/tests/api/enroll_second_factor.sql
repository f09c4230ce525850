-- Customers prove twice who they are if they want to: what adds and removes the second factor, what
-- it is asked at, and who cannot touch it.
begin;
\ir ../_helpers.sql
select plan(62);

create function tests.code(secret bytea, steps integer default 0)
returns text
language sql
set search_path = ''
as $$
    select identity.totp_code(
        secret, pg_catalog.floor(extract(epoch from util.wall_clock()) / 30)::bigint + steps
    )
$$;
create function tests.secret_of(user_id uuid)
returns bytea
language sql
as $$
    select coalesce(f.pending_secret, f.secret)
    from identity.second_factors as f
    where f.user_id = secret_of.user_id
$$;
-- Forgets the last step and the tries: tests do not wait for the next code.
create function tests.let_time_pass()
returns void
language sql
as $$
    update identity.second_factors set last_step = 0;
    delete from identity.throttles;
$$;
create function tests.answer(given json)
returns text
language sql
as $$ select coalesce(given ->> 'code', 'done') $$;
create function tests.act_in(session uuid, path text default '/rpc/any')
returns void
language plpgsql
as $$
declare
    v_claims json;
begin
    perform tests.reset_role();
    select json_build_object(
        'sub', s.user_id, 'sid', s.id, 'org_id', s.organization_id, 'role', 'authenticated',
        'aud', 'unison', 'exp', floor(extract(epoch from clock_timestamp())) + 900
    ) into v_claims
    from identity.sessions as s
    where s.id = act_in.session;
    perform tests.become('authenticated', v_claims);
end
$$;
create function tests.last_session(user_id uuid)
returns uuid
language sql
as $$
    select s.id from identity.sessions as s
    where s.user_id = last_session.user_id
    order by s.created_at desc
    limit 1
$$;
grant execute on function tests.answer(json), tests.act_in(uuid, text) to public;

select util.set_setting('password_hash_cost', '4') \gset
select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'globex', 'owner') as rival \gset
select identity.create_user('ann@example.com', 'a password of hers', 'Ann') as ann \gset
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'acme', :'ann', 'owner', util.now());
select tests.open_session('user', :'ann', :'acme') as session \gset
select tests.open_session('user', :'ann', :'acme') as elsewhere \gset
select tests.open_session('user', :'rival', :'globex') as rival_session \gset

-- Adding one --------------------------------------------------------------------------------------
select tests.act_in(:'session');
select is(
    tests.answer(api.enroll_second_factor('not hers')), 'invalid_credentials',
    'whoever finds a screen unlocked adds nothing'
);
select api.enroll_second_factor('a password of hers') as shown \gset
select alike(
    :'shown'::json ->> 'uri', 'otpauth://totp/Unison:ann%40example.com?secret=%',
    'by the password a key is shown'
);
select is_empty('select 1 from api.second_factor', 'which does not count yet');
select throws_ok(
    'select secret from identity.second_factors', '42501', null, 'and is read by nobody'
);
select throws_ok('select * from identity.recovery_codes', '42501', null, 'nor are codes');
select tests.reset_role();
select tests.secret_of(:'ann') as secret \gset
select tests.code(:'secret') as code \gset
select is(
    tests.answer(identity.sign_in('ann@example.com', 'a password of hers')), 'done',
    'until then the password is enough'
);
select tests.last_session(:'ann') as meanwhile \gset
select tests.act_in(:'rival_session');
select is(
    tests.answer(api.confirm_second_factor(:'code')), 'second_factor_invalid',
    'the code of another''s phone confirms nothing'
);
select tests.act_in(:'session');
select is(
    tests.answer(api.confirm_second_factor('000000')), 'second_factor_invalid',
    'nor does a wrong one'
);
select api.confirm_second_factor(:'code')::jsonb as confirmed \gset
select is(
    jsonb_array_length(:'confirmed'::jsonb -> 'recovery_codes'), 10,
    'the right one brings ten codes'
);
select results_eq(
    'select recovery_codes_left from api.second_factor', array[10::bigint], 'all of which are left'
);
select tests.act_in(:'rival_session');
select is_empty('select 1 from api.second_factor', 'nobody sees that of another');
select tests.reset_role();
select results_eq(
    format(
        $$
        select s.revoked_reason from identity.sessions as s
        where s.id in (%L, %L, %L) order by s.revoked_reason
        $$,
        :'session', :'elsewhere', :'meanwhile'
    ),
    array['second_factor_changed', 'second_factor_changed', null],
    'whoever was in by the password alone is out, but for the session that added it'
);
select is_empty(
    format($$ select 1 from admin.current_violations where organization_id = %L $$, :'acme'),
    'and no session counts without a code'
);
select results_eq(
    format(
        $$ select e.kind, e.recipient from notify.emails as e where e.user_id = %L $$, :'ann'
    ),
    $$ values ('second_factor_added', 'ann@example.com') $$,
    'a letter says so'
);
select results_eq(
    format(
        $$
        select e.after ->> 'secret', e.after ->> 'pending_secret'
        from audit.entries as e
        where e.subject_kind = 'identity.second_factors' and e.actor_id = %L and e.action = 'created'
        $$,
        :'ann'
    ),
    $$ values (null, '***') $$,
    'the log knows it, without the key'
);
select is_empty(
    format(
        $$
        select 1 from audit.entries as e
        where position(%L in e.after::text) > 0 or position(%L in e.after::text) > 0
        $$,
        encode(:'secret', 'hex'), encode(:'secret', 'base64')
    ),
    'in no entry at all'
);

select results_eq(
    format(
        $$
        select k.key
        from app.person_tables(%L) as t
        cross join jsonb_object_keys(t.rows -> 0) as k (key)
        where t.name = 'second_factor'
        order by k.key
        $$,
        :'ann'
    ),
    array['enrolled_at', 'recovery_codes'],
    'and so does what is handed out of a person, without anything secret'
);

-- Signing in --------------------------------------------------------------------------------------
select is(
    tests.answer(identity.sign_in('ann@example.com', 'a password of hers')),
    'second_factor_required', 'the password alone is too little from then on'
);
select is(
    tests.answer(identity.sign_in('ann@example.com', 'a password of hers', :'code')),
    'second_factor_invalid', 'the code that has confirmed is used up'
);
select is(
    tests.answer(identity.sign_in('ann@example.com', 'not hers', tests.code(:'secret', 1))),
    'invalid_credentials', 'a code without the password is nothing'
);
select is(
    tests.answer(
        identity.sign_in('ann@example.com', 'a password of hers', tests.code(:'secret', 1))
    ),
    'done', 'both let in'
);
select tests.last_session(:'ann') as with_code \gset
select is(
    (select s.second_factor_at is not null from identity.sessions as s where s.id = :'with_code'),
    true, 'and the session remembers it'
);
select is(
    tests.answer(
        identity.sign_in(
            'ann@example.com', 'a password of hers',
            upper(:'confirmed'::jsonb -> 'recovery_codes' ->> 0)
        )
    ),
    'done', 'so does a recovery code'
);
select is(
    tests.answer(
        identity.sign_in(
            'ann@example.com', 'a password of hers', :'confirmed'::jsonb -> 'recovery_codes' ->> 0
        )
    ),
    'second_factor_invalid', 'once'
);
select results_eq(
    format(
        $$
        select e.data ->> 'codes_left' from notify.emails as e
        where e.user_id = %L and e.kind = 'recovery_code_used'
        $$,
        :'ann'
    ),
    array['9'], 'a letter tells how many are left'
);
select tests.act_in(:'with_code');
select results_eq(
    'select recovery_codes_left from api.second_factor', array[9::bigint], 'and so do the settings'
);

-- Ways around it ----------------------------------------------------------------------------------
select tests.reset_role();
select identity.create_one_time_token('reset_password', :'ann') as reset_token \gset
select identity.reset_password(:'reset_token', 'another of hers') \gset
select is(
    tests.answer(identity.sign_in('ann@example.com', 'another of hers')),
    'second_factor_required', 'a new password by a mailed link leads around nothing'
);
select tests.open_session('user', :'rival', :'globex') as host \gset
select tests.act_in(:'host');
select api.invite_member('ann@example.com', 'member') \gset
select tests.reset_role();
select i.id as invitation
from identity.invitations as i
where i.email = 'ann@example.com' \gset
delete from identity.one_time_tokens where invitation_id = :'invitation';
insert into identity.one_time_tokens (
    token_hash, purpose, organization_id, invitation_id, created_at, expires_at
)
values (
    util.hash_token('an invitation'), 'invitation', :'globex', :'invitation', util.wall_clock(),
    util.wall_clock() + interval '1 day'
);
select tests.act_as_anon();
select is(
    tests.answer(api.accept_invitation('an invitation', 'another of hers')),
    'second_factor_required', 'nor does an invitation'
);
select is(
    tests.answer(api.accept_invitation('an invitation', 'another of hers', code => '000000')),
    'second_factor_invalid', 'with a wrong code'
);
select tests.reset_role();
select tests.let_time_pass();
select tests.code(:'secret') as code \gset
select tests.act_as_anon();
select is(
    tests.answer(api.accept_invitation('an invitation', 'another of hers', code => :'code')),
    'done', 'by password and code the same link still lets in'
);
select tests.reset_role();
select tests.last_session(:'ann') as guest \gset
select is(
    (
        select array[s.organization_id::text, (s.second_factor_at is not null)::text]
        from identity.sessions as s
        where s.id = :'guest'
    ),
    array[:'globex', 'true'], 'and the session remembers the code'
);

-- Who cannot touch it -----------------------------------------------------------------------------
create table tests.kinds (kind text);
insert into tests.kinds
values ('external'), ('api_key'), ('impersonation');
select tests.create_staff() as staff \gset
insert into identity.api_keys (organization_id, name, prefix, key_hash, created_by, created_at)
values (:'acme', 'A key', 'unison_', '\x00', :'ann', util.now())
returning id as key \gset
insert into identity.sessions (
    kind, user_id, organization_id, acting_staff_id, reason, api_key_id, created_at, expires_at
)
select
    k.kind,
    :'ann',
    :'acme',
    case k.kind when 'impersonation' then :'staff'::uuid end,
    case k.kind when 'impersonation' then 'A test' end,
    case k.kind when 'api_key' then :'key'::uuid end,
    util.wall_clock(),
    util.wall_clock() + interval '10 minutes'
from tests.kinds as k;
create function tests.tried(kind text, user_id uuid, call text)
returns text
language plpgsql
as $$
begin
    perform tests.act_in((
        select s.id from identity.sessions as s
        where s.user_id = tried.user_id and s.kind = tried.kind
    ));
    execute 'select ' || tried.call;
    perform tests.reset_role();
    return 'done';
exception when sqlstate 'PGRST' then
    perform tests.reset_role();
    return sqlerrm::json ->> 'code';
end
$$;
select
    is(
        tests.tried(k.kind, :'ann', 'api.' || c.call), 'own_session_required',
        format('%s: api.%s', k.kind, c.call)
    )
from tests.kinds as k
cross join (
    values
    ($$enroll_second_factor('another of hers')$$),
    ($$confirm_second_factor('000000')$$),
    ($$remove_second_factor('another of hers')$$),
    ($$renew_recovery_codes('another of hers', '000000')$$)
) as c (call);
select tests.act_in(s.id)
from identity.sessions as s
where s.user_id = :'ann' and s.kind = 'api_key' \gset
select is(
    array[(select count(*) from api.organization), (select count(*) from api.second_factor)],
    array[1, 0]::bigint[], 'a key works without it, and sees none'
);
select tests.act_as_staff();
select throws_ok(
    $$ select api.enroll_second_factor('another of hers') $$, '42501', null,
    'the staff have a door of their own'
);
select tests.act_as_anon();
select throws_ok(
    $$ select api.remove_second_factor('another of hers') $$, '42501', null, 'and strangers none'
);

-- New codes, another phone, none any more ---------------------------------------------------------
select tests.reset_role();
select tests.let_time_pass();
select tests.code(:'secret') as code \gset
select tests.act_in(:'guest');
select is(
    tests.answer(api.renew_recovery_codes('another of hers', null)), 'second_factor_required',
    'new recovery codes are for the password and a code'
);
select api.renew_recovery_codes('another of hers', :'code')::jsonb as renewed \gset
select is(
    (
        select
            array[
                count(*), count(*) filter (where :'confirmed'::jsonb -> 'recovery_codes' ? c.code)
            ]
        from jsonb_array_elements_text(:'renewed'::jsonb -> 'recovery_codes') as c (code)
    ),
    array[10, 0]::bigint[], 'and are others'
);
select is(
    tests.answer(
        api.remove_second_factor(
            'another of hers', :'confirmed'::jsonb -> 'recovery_codes' ->> 1
        )
    ),
    'second_factor_invalid', 'those of before are nothing any more'
);
select is(
    tests.answer(api.enroll_second_factor('another of hers')), 'second_factor_required',
    'another phone is added by who has the code of the first, too'
);
select api.enroll_second_factor(
    'another of hers', :'renewed'::jsonb -> 'recovery_codes' ->> 0
) \gset
select tests.reset_role();
update identity.second_factors set pending_at = pending_at - interval '61 minutes';
select tests.code(tests.secret_of(:'ann')) as code_of_other \gset
select tests.act_in(:'guest');
select is(
    tests.answer(api.confirm_second_factor(:'code_of_other')), 'second_factor_invalid',
    'what was shown counts for an hour'
);
select tests.reset_role();
select is(identity.expire_second_factors(), 1::bigint, 'and is then forgotten');
select is(identity.expire_second_factors(), 0::bigint, 'once');
select is(identity.has_second_factor(:'ann'), true, 'the one that counts stays');
select tests.act_in(:'guest');
select is(
    tests.answer(api.remove_second_factor('another of hers')), 'second_factor_required',
    'to remove it the password is too little'
);
select is(
    tests.answer(
        api.remove_second_factor('not hers', :'renewed'::jsonb -> 'recovery_codes' ->> 1)
    ),
    'invalid_credentials', 'and so is a code'
);
select is(
    tests.answer(
        api.remove_second_factor('another of hers', :'renewed'::jsonb -> 'recovery_codes' ->> 1)
    ),
    'done', 'both do'
);
select is_empty('select 1 from api.second_factor', 'then there is none');
select is(
    tests.answer(api.remove_second_factor('another of hers')), 'done',
    'and removing it again is nothing'
);
select throws_like(
    $$ select api.renew_recovery_codes('another of hers', null) $$, '%"second_factor_missing"%',
    'recovery codes are for who has one'
);
select tests.reset_role();
select is(
    tests.answer(identity.sign_in('ann@example.com', 'another of hers')), 'done',
    'and the password is enough again'
);
select results_eq(
    format(
        $$
        select count(*) from notify.emails as e
        where e.user_id = %L and e.kind = 'second_factor_removed'
        $$,
        :'ann'
    ),
    array[1::bigint], 'of which a letter tells'
);

select * from finish();
rollback;
