-- API keys: who makes them, what they may, and everything that ends them.
begin;
\ir ../_helpers.sql
select plan(35);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'admin') as admin \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_member(:'globex', 'owner') as rival \gset

-- What a token says, given to the guard as PostgREST does.
create function pg_temp.act_with(token text) returns void language plpgsql as $$
declare
    v_claims json;
begin
    perform tests.reset_role();
    v_claims = convert_from(
        util.decode_base64url(split_part(act_with.token, '.', 2)), 'UTF8'
    );
    perform tests.become('authenticated', v_claims);
end
$$;
create function pg_temp.exchange(key text) returns json language plpgsql as $$
begin
    perform tests.act_as_anon();
    return api.exchange_api_key(exchange.key);
end
$$;

-- What a machine must not do, and how it is told.
create temporary table refused (call text, code text) on commit drop;
insert into refused (call, code)
values
($$ api.create_api_key('another') $$, 'role_required'),
($$ api.revoke_api_key(gen_random_uuid()) $$, 'role_required'),
($$ api.invite_member('friend@example.com', 'member') $$, 'role_required'),
($$ api.start_checkout('starter', 'monthly') $$, 'role_required'),
($$ api.open_billing_portal() $$, 'role_required'),
($$ api.change_password('a', 'correct horse battery') $$, 'own_session_required'),
($$ api.switch_organization(gen_random_uuid()) $$, 'own_session_required'),
($$ api.create_organization('mine') $$, 'own_session_required'),
($$ api.request_email_verification() $$, 'own_session_required');
grant select on refused to authenticated;
create function pg_temp.code_of(call text) returns text language plpgsql as $$
begin
    execute 'select ' || call;
    return 'done';
exception
    when others then
        return sqlerrm::json ->> 'code';
end
$$;
grant execute on function pg_temp.code_of(text), pg_temp.act_with(text), pg_temp.exchange(text)
to public;

-- Making one --------------------------------------------------------------------------------------

select tests.act_as(:'admin', :'acme');
select throws_like(
    $$ select api.create_api_key('robot') $$,
    '%"code" : "feature_required"%',
    'a plan without api_access has no keys'
);
select tests.reset_role();
select usage.grant_entitlement(o.id, 'api_access', 'true', 'a test')
from identity.organizations as o
where o.id in (:'acme', :'globex');

select tests.act_as(:'member', :'acme');
select throws_like(
    $$ select api.create_api_key('robot') $$,
    '%"code" : "role_required"%',
    'a plain member makes none'
);
select is_empty('select from api.api_keys', 'and sees none');

select tests.act_as(:'admin', :'acme');
select api.create_api_key('robot') as made \gset
select :'made'::json ->> 'api_key' as key \gset
select :'made'::json ->> 'id' as key_id \gset
select matches(:'key'::text, '^unison_[A-Za-z0-9_-]{43}$', 'an admin gets one to look at once');
select results_eq(
    'select id, organization_id, name, prefix, created_by, last_used_at, revoked_at
    from api.api_keys',
    format(
        'values (%L::uuid, %L::uuid, %L, %L, %L::uuid, null::timestamptz, null::timestamptz)',
        :'key_id', :'acme', 'robot', left(:'key', 13), :'admin'
    ),
    'then only how it begins'
);
select throws_like(
    $$ select api.create_api_key(e'a\nb') $$,
    '%"code" : "invalid_argument"%',
    'a name is one line'
);
select tests.reset_role();
select is_empty(
    format($$ select from identity.api_keys as k where k::text ~ %L $$, substr(:'key', 14)),
    'and the rest is kept nowhere'
);

-- Using it ----------------------------------------------------------------------------------------

select pg_temp.exchange(:'key') as answer \gset
select results_eq(
    $$ select key from json_object_keys($$ || quote_literal(:'answer') || $$) as key $$,
    array['access_token', 'token_type', 'expires_in', 'organization_id'],
    'it is exchanged for a token, and nothing to refresh that with'
);
select :'answer'::json ->> 'access_token' as token \gset
select pg_temp.act_with(:'token');
select is(
    identity.current_organization_id(), :'acme'::uuid, 'bound to the organization of the key'
);
select is(identity.current_session_kind(), 'api_key', 'of a session of its kind');
select is(
    identity.current_permissions(),
    array['business.read', 'business.write'],
    'with the permissions of a machine'
);
select results_eq('select name from api.organization', array['acme'], 'it reads what is Acme''s');
select is_empty(
    'select id from api.invitations union all
    select id from api.api_keys union all select id from api.invoices',
    'but nothing of invitations, keys or invoices'
);
select results_eq(
    'select user_id from api.members', array[:'admin'::uuid], 'and of members only who made it'
);
select results_eq('select id from api.me', array[:'admin'::uuid], 'it acts for who made it');

select results_eq(
    'select r.call, pg_temp.code_of(r.call) from refused as r',
    'select r.call, r.code from refused as r',
    'it changes neither who, nor what pays, nor makes keys'
);
select throws_like(
    format($$ select api.remove_member(%L) $$, :'admin'),
    '%"code" : "own_session_required"%',
    'nor takes its maker out'
);

select tests.reset_role();
select isnt(k.last_used_at, null, 'the exchange is noted')
from identity.api_keys as k
where k.id = :'key_id';
select pg_temp.exchange(:'key');
select tests.reset_role();
select is(count(*), 1::bigint, 'exchanging again lengthens the one session')
from identity.sessions as s
where s.api_key_id = :'key_id';

-- Impersonators -----------------------------------------------------------------------------------

select tests.act_as(:'admin', :'acme');
select set_config('identity.session_kind', 'impersonation', true);
select throws_like(
    $$ select api.create_api_key('back door') $$,
    '%"code" : "own_session_required"%',
    'who acts in somebody''s name makes no key in it'
);

-- Ends --------------------------------------------------------------------------------------------

select tests.act_as(:'rival', :'globex');
select is_empty('select from api.api_keys', 'another tenant sees no key of Acme''s');
select throws_like(
    format('select api.revoke_api_key(%L)', :'key_id'),
    '%"code" : "api_key_not_found"%',
    'and cannot end it'
);

select tests.reset_role();
select usage.withdraw_override(:'acme', 'api_access', 'a test');
select throws_like(
    format('select pg_temp.exchange(%L)', :'key'),
    '%"code" : "feature_required"%',
    'without the feature it is exchanged no more'
);
select tests.reset_role();
select usage.grant_entitlement(:'acme', 'api_access', 'true', 'a test');

update identity.users set disabled_at = util.wall_clock() where id = :'admin';
select is(
    (pg_temp.exchange(:'key') ->> 'code')::text,
    'api_key_invalid',
    'nor while its maker is disabled'
);
select tests.reset_role();
update identity.users set disabled_at = null where id = :'admin';

select tests.act_as(:'admin', :'acme');
select api.revoke_api_key(:'key_id');
select throws_like(
    format('select api.revoke_api_key(%L)', :'key_id'),
    '%"code" : "api_key_not_found"%',
    'a key is revoked once'
);
select is(
    (pg_temp.exchange(:'key') ->> 'code')::text, 'api_key_invalid', 'and is exchanged no more'
);
select throws_like(
    format('select pg_temp.act_with(%L)', :'token'),
    '%session_ended%',
    'and its token ends at the next request'
);
select is(
    pg_temp.exchange('unison_nothing') ->> 'code',
    'api_key_invalid',
    'the answer is that for an unknown one'
);

-- Ends with the right to make it ------------------------------------------------------------------

select tests.act_as(:'admin', :'acme');
select api.create_api_key('before demotion') ->> 'api_key' as key \gset
select pg_temp.exchange(:'key') ->> 'access_token' as token \gset
select tests.act_as(:'owner', :'acme');
select api.create_api_key('of the owner') ->> 'api_key' as owner_key \gset
select api.change_member_role(:'admin', 'member');
select is((pg_temp.exchange(:'key') ->> 'code')::text, 'api_key_invalid', 'a lesser role ends it');
select throws_like(
    format('select pg_temp.act_with(%L)', :'token'), '%session_ended%', 'with its token'
);
select tests.act_as(:'owner', :'acme');
select api.change_member_role(:'admin', 'admin');
select is((pg_temp.exchange(:'key') ->> 'code')::text, 'api_key_invalid', 'for good');
select isnt(
    pg_temp.exchange(:'owner_key') ->> 'access_token', null, 'and nobody else''s'
);

select tests.act_as(:'admin', :'acme');
select api.create_api_key('before removal') ->> 'api_key' as key \gset
select tests.act_as(:'owner', :'acme');
select api.remove_member(:'admin');
select is((pg_temp.exchange(:'key') ->> 'code')::text, 'api_key_invalid', 'so does leaving');

-- No member is a machine --------------------------------------------------------------------------

select tests.act_as(:'owner', :'acme');
select throws_like(
    $$ select api.invite_member('robot@example.com', 'machine') $$,
    '%"code" : "invalid_argument"%',
    'nobody is invited as a machine'
);
select throws_like(
    format($$ select api.change_member_role(%L, 'machine') $$, :'member'),
    '%"code" : "invalid_argument"%',
    'or made one'
);

select * from finish();
rollback;
