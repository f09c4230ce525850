-- Invitations end with the right to send them: whoever is out does not come back through their own.
begin;
\ir ../_helpers.sql
select plan(13);

select util.set_setting('password_hash_cost', '4');
select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'admin') as admin \gset
select tests.create_member(:'globex', 'owner') as rival \gset
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'globex', :'admin', 'admin', util.now());
create function pg_temp.mailed(wanted text) returns text language sql as $$
    select split_part(e.data ->> 'url', '#token=', 2)
    from notify.emails as e where e.recipient = mailed.wanted order by e.created_at desc limit 1
$$;
create function pg_temp.pending() returns text[] language sql as $$
    select array_agg(i.email order by i.email)
    from identity.invitations as i where i.accepted_at is null and i.revoked_at is null
$$;

-- Removed -----------------------------------------------------------------------------------------

select tests.act_as(:'admin', :'acme');
select api.invite_member('back-door@example.com', 'admin');
select api.invite_member('renewed@example.com', 'member');
select tests.act_as(:'admin', :'globex');
select api.invite_member('elsewhere@example.com', 'member');
select tests.act_as(:'owner', :'acme');
select api.invite_member('honest@example.com', 'member');
select api.invite_member('renewed@example.com', 'member');
select api.remove_member(:'admin');
select results_eq(
    $$ select email, status from api.invitations order by email $$,
    $$
    values
    ('back-door@example.com', 'revoked'), ('honest@example.com', 'pending'),
    ('renewed@example.com', 'pending')
    $$,
    'the invitations of whoever is removed are taken back, unless another stands for them'
);
select tests.reset_role();
select is(
    pg_temp.pending(),
    '{elsewhere@example.com,honest@example.com,renewed@example.com}',
    'those for another organization are not'
);
select pg_temp.mailed('back-door@example.com') as token \gset
select pg_temp.mailed('honest@example.com') as honest_token \gset
select tests.act_as_anon();
select throws_like(
    format($$ select api.accept_invitation(%L, 'correct horse battery', 'Back') $$, :'token'),
    '%"code" : "invitation_not_found"%',
    'nobody comes back through one'
);
select is(
    api.accept_invitation(:'honest_token', 'correct horse battery', 'Honest') ->> 'organization_id',
    :'acme',
    'somebody else''s can be accepted'
);

-- Leaving -----------------------------------------------------------------------------------------

select tests.create_member(:'acme', 'admin') as leaver \gset
select tests.act_as(:'leaver', :'acme');
select api.invite_member('leaver@example.com', 'member');
select api.remove_member(:'leaver');
select tests.reset_role();
select is(
    pg_temp.pending(),
    '{elsewhere@example.com,renewed@example.com}',
    'whoever leaves takes their invitations along'
);

-- Demoted -----------------------------------------------------------------------------------------

select tests.create_member(:'acme', 'owner') as second \gset
select tests.act_as(:'second', :'acme');
select api.invite_member('new-owner@example.com', 'owner');
select api.invite_member('new-member@example.com', 'member');
select tests.act_as(:'owner', :'acme');
select api.change_member_role(:'second', 'admin');
select tests.reset_role();
select is(
    pg_temp.pending(),
    '{elsewhere@example.com,new-member@example.com,renewed@example.com}',
    'an admin''s invitation makes no owner, even if an owner sent it'
);
select pg_temp.mailed('new-owner@example.com') as token \gset
select tests.act_as_anon();
select throws_like(
    format($$ select api.accept_invitation(%L, 'correct horse battery', 'New') $$, :'token'),
    '%"code" : "invitation_not_found"%',
    'nor can it be accepted'
);
select tests.act_as(:'owner', :'acme');
select api.change_member_role(:'second', 'billing');
select tests.reset_role();
select is(
    pg_temp.pending(),
    '{elsewhere@example.com,renewed@example.com}',
    'who may invite nobody any more has invited nobody'
);
select tests.act_as(:'owner', :'acme');
select api.change_member_role(:'second', 'admin');
select tests.reset_role();
select is(
    pg_temp.pending(),
    '{elsewhere@example.com,renewed@example.com}',
    'and has not again when the role comes back'
);

-- While the request runs --------------------------------------------------------------------------

select tests.act_as(:'second', :'acme');
set local role unison_owner;
update identity.memberships set role = 'member' where user_id = :'second';
set local role authenticated;
select throws_like(
    $$ select api.invite_member('late@example.com', 'member') $$,
    '%"code" : "role_required"%',
    'who loses the right while the request runs invites nobody'
);
set local role unison_owner;
delete from identity.memberships where user_id = :'second';
set local role authenticated;
select throws_like(
    $$ select api.invite_member('late@example.com', 'member') $$,
    '%"code" : "role_required"%',
    'nor does whoever is removed meanwhile'
);

select tests.act_as(:'rival', :'globex');
select results_eq(
    $$ select email, status from api.invitations $$,
    $$ values ('elsewhere@example.com', 'pending') $$,
    'another tenant''s invitations are what they were'
);
select lives_ok(
    format('select api.remove_member(%L)', :'admin'), 'until the person is removed there as well'
);

select * from finish();
rollback;
