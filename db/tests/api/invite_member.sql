-- Invitations: who sends them, who can accept them, and when they are over.
begin;
\ir ../_helpers.sql
select plan(44);

select util.set_setting('password_hash_cost', '4');
select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'admin') as admin \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_member(:'globex', 'owner') as rival \gset
select email as rival_email from identity.users where id = :'rival' \gset
select email as member_email from identity.users where id = :'member' \gset
create function pg_temp.mailed(wanted text) returns text language sql as $$
    select split_part(e.data ->> 'url', '#token=', 2)
    from notify.emails as e where e.recipient = mailed.wanted order by e.created_at desc limit 1
$$;

select tests.act_as(:'member', :'acme');
select throws_like(
    $$ select api.invite_member('new@example.com', 'member') $$,
    '%"code" : "role_required"%',
    'a member invites nobody'
);
select tests.act_as(:'admin', :'acme');
select throws_like(
    $$ select api.invite_member('new@example.com', 'owner') $$,
    '%"code" : "role_required"%',
    'an admin makes no owners'
);
select throws_like(
    $$ select api.invite_member('new@example.com', 'king') $$,
    '%"code" : "invalid_argument"%',
    'there are no kings'
);
select throws_like(
    $$ select api.invite_member('nobody', 'member') $$,
    '%"code" : "invalid_argument"%',
    'nor people without an address'
);
select throws_like(
    format($$ select api.invite_member(%L, 'member') $$, upper(:'member_email')),
    '%"code" : "already_member"%',
    'nor members twice'
);

select api.invite_member('New@example.com', 'member') as first \gset
select tests.reset_role();
select pg_temp.mailed('New@example.com') as old_token \gset
select tests.act_as(:'admin', :'acme');
select api.invite_member('new@example.com', 'billing') as second \gset
select is(:'second'::json ->> 'id', :'first'::json ->> 'id', 'inviting again renews');
select results_eq(
    $$ select email, role, status from api.invitations $$,
    $$ values ('New@example.com', 'billing', 'pending') $$,
    'the one invitation'
);
select tests.reset_role();
select results_eq(
    $$
        select e.kind, e.data ->> 'organization_name', e.data ->> 'inviter_name', e.data ->> 'role', e.data ->> 'expires_days'
        from notify.emails as e order by e.created_at desc limit 1
    $$,
    $$ values ('invitation', 'acme', 'A person with the role admin', 'billing', '7') $$,
    'and mails again'
);
select pg_temp.mailed('New@example.com') as token \gset

select tests.act_as(:'rival', :'globex');
select is_empty($$ select from api.invitations $$, 'others see nothing of it');
select throws_like(
    format($$ select api.revoke_invitation(%L) $$, :'first'::json ->> 'id'),
    '%"code" : "invitation_not_found"%',
    'nor can they take it back'
);
select throws_like(
    format($$ select api.accept_invitation(%L) $$, :'token'),
    '%"code" : "invitation_for_another"%',
    'nor accept it'
);

select tests.act_as_anon();
select throws_like(
    format($$ select api.accept_invitation(%L, 'correct horse battery', 'New') $$, :'old_token'),
    '%"code" : "one_time_token_invalid"%',
    'the link of the first mail counts no more'
);
select throws_like(
    format($$ select api.accept_invitation(%L) $$, :'token'),
    '%"code" : "invalid_argument"%',
    'somebody new has to say who it is'
);
select throws_like(
    format($$ select api.accept_invitation(%L, 'acmeACME2026', 'New') $$, :'token'),
    '%too_personal%',
    'with a password that is not the organization''s name'
);
select api.accept_invitation(:'token', 'correct horse battery', 'New') as joined \gset
select is(:'joined'::json ->> 'organization_id', :'acme', 'somebody new joins, and is signed in');
select throws_like(
    format($$ select api.accept_invitation(%L, 'correct horse battery', 'New') $$, :'token'),
    '%"code" : "one_time_token_invalid"%',
    'once'
);
select tests.act_as(:'admin', :'acme');
select results_eq(
    $$ select role from api.members where email = 'New@example.com' $$,
    $$ values ('billing') $$,
    'with the role of the invitation'
);
select results_eq(
    $$ select status from api.invitations $$, $$ values ('accepted') $$, 'which is over'
);
select tests.reset_role();
select isnt(
    (select email_verified_at from identity.users where email = 'New@example.com'), null,
    'the address has proved good'
);

-- Somebody with an account ------------------------------------------------------------------------

update identity.users set password_hash = identity.hash_password('correct horse battery')
where id = :'rival';
select tests.act_as(:'owner', :'acme');
select api.invite_member(:'rival_email', 'owner');
select tests.reset_role();
select pg_temp.mailed(:'rival_email') as token \gset

select tests.act_as(:'member', :'acme');
select throws_like(
    format($$ select api.accept_invitation(%L) $$, :'token'),
    '%"code" : "invitation_for_another"%',
    'an invitation is for one person'
);
select tests.act_as_anon();
select api.accept_invitation(:'token', 'guessed') as refused \gset
select is(:'refused'::json ->> 'code', 'invalid_credentials', 'the link alone opens no account');
select is(current_setting('response.status'), '401', 'a wrong password is counted');
select tests.act_as(:'rival', :'globex');
select api.accept_invitation(:'token') as joined \gset
select is(:'joined'::json ->> 'organization_id', :'acme', 'who is signed in needs none');
select results_eq(
    $$ select name, role from api.organizations order by name $$,
    $$ values ('acme', 'owner'), ('globex', 'owner') $$,
    'and belongs to both'
);

select tests.reset_role();
delete from identity.memberships where organization_id = :'acme' and user_id = :'rival';
select tests.act_as(:'owner', :'acme');
select api.invite_member(:'rival_email', 'member');
select tests.reset_role();
select pg_temp.mailed(:'rival_email') as token \gset
select tests.act_as_anon();
select api.accept_invitation(:'token', 'correct horse battery') as joined \gset
select is(:'joined'::json ->> 'organization_id', :'acme', 'the right password joins');

-- What is over ------------------------------------------------------------------------------------

select tests.act_as(:'admin', :'acme');
select api.invite_member('late@example.com', 'member') ->> 'id' as invitation \gset
select tests.reset_role();
select pg_temp.mailed('late@example.com') as token \gset
select tests.act_as(:'admin', :'acme');
select api.revoke_invitation(:'invitation');
select results_eq(
    $$ select status from api.invitations where email = 'late@example.com' $$,
    $$ values ('revoked') $$,
    'an invitation can be taken back'
);
select throws_like(
    format($$ select api.revoke_invitation(%L) $$, :'invitation'),
    '%"code" : "invitation_not_found"%',
    'once'
);
select tests.act_as_anon();
select throws_like(
    format($$ select api.accept_invitation(%L, 'correct horse battery', 'New') $$, :'token'),
    '%"code" : "invitation_not_found"%',
    'and then not be accepted'
);

select tests.act_as(:'admin', :'acme');
select api.invite_member('late@example.com', 'member');
select tests.reset_role();
select pg_temp.mailed('late@example.com') as token \gset
update identity.one_time_tokens set expires_at = util.wall_clock();
update identity.invitations set expires_at = util.wall_clock();
select tests.act_as(:'admin', :'acme');
select results_eq(
    $$
        select status from api.invitations
        where email = 'late@example.com' order by created_at desc limit 1
    $$,
    $$ values ('expired') $$,
    'after a week it is over'
);
select tests.act_as_anon();
select throws_like(
    format($$ select api.accept_invitation(%L, 'correct horse battery', 'New') $$, :'token'),
    '%"code" : "one_time_token_invalid"%',
    'and so is the link'
);

-- Staff -------------------------------------------------------------------------------------------

select tests.reset_role();
select tests.create_staff() as staff \gset
select tests.reset_role();
select email as staff_email from identity.users where id = :'staff' \gset
select tests.act_as(:'owner', :'acme');
select api.invite_member(:'staff_email', 'member');
select tests.reset_role();
select pg_temp.mailed(:'staff_email') as token \gset
select tests.act_as_anon();
select throws_like(
    format($$ select api.accept_invitation(%L, 'correct horse battery', 'Staff') $$, :'token'),
    '%"code" : "invitation_for_another"%',
    'staff join nobody'
);
select tests.act_as_staff();
select throws_like(
    format($$ select api.accept_invitation(%L) $$, :'token'),
    '%"code" : "invitation_for_another"%',
    'for nobody else either'
);
select throws_ok(
    $$ select api.invite_member('new@example.com', 'member') $$, '42501', null, 'nor do they invite'
);
select tests.act_as_anon();
select throws_ok(
    $$ select api.invite_member('new@example.com', 'member') $$, '42501', null, 'nor do visitors'
);
select throws_like(
    $$ select api.accept_invitation(null) $$,
    '%"code" : "one_time_token_invalid"%',
    'without a link there is nothing to accept'
);

-- How many mails ----------------------------------------------------------------------------------

select tests.reset_role();
delete from identity.throttles;
select tests.create_organization('initech') as initech \gset
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'initech', :'owner', 'owner', util.now());
insert into usage.overrides (organization_id, feature_code, is_granted, reason, created_at)
select
    o.id,
    'users',
    true,
    'Seats are not what this is about',
    util.now()
from identity.organizations as o;
select tests.act_as(:'owner', :'acme');
select api.invite_member('n-' || n || '@example.com', 'member') from generate_series(1, 60) as n;
select tests.act_as(:'owner', :'initech');
select api.invite_member('n-' || n || '@example.com', 'member') from generate_series(1, 40) as n;
select throws_like(
    $$ select api.invite_member('one-more@example.com', 'member') $$,
    '%"code" : "too_many_tries"%',
    'nobody sends more than a hundred, in however many organizations'
);
select tests.act_as(:'admin', :'acme');
select lives_ok(
    $$ select api.invite_member('one-more@example.com', 'member') $$, 'a colleague still can'
);
select api.invite_member('Wanted@example.com', 'member') from generate_series(1, 3);
select tests.act_as(:'rival', :'globex');
select api.invite_member('wanted@example.com', 'member') from generate_series(1, 2);
select throws_like(
    $$ select api.invite_member('WANTED@example.com', 'member') $$,
    '%"code" : "too_many_tries"%',
    'nobody gets more than five, from whomever'
);
select lives_ok(
    $$ select api.invite_member('another@example.com', 'member') $$, 'others get theirs'
);
select tests.reset_role();
select is(
    (select count(*) from notify.emails as e where lower(e.recipient) = 'wanted@example.com'),
    5::bigint,
    'what is refused is not mailed'
);

-- Names stand in the subjects of mails.
select
    throws_like(
        format($$ select identity.require_text('full_name', %L, 200) $$, names.name),
        '%"code" : "invalid_argument"%',
        format('a name has no %s', names.what)
    )
from (
    values
    (e'Ann\r\nBcc: all@example.com', 'line breaks'),
    (e'Ann\tBell', 'tabs'),
    (e'Ann\x1b[2J', 'escapes')
) as names (name, what);
select is(
    identity.require_text('full_name', ' Zoë "Z" O’Neill <script> 李 ', 200),
    'Zoë "Z" O’Neill <script> 李',
    'and any letters else'
);

select * from finish();
rollback;
