-- Impersonation: an hour at most, by the staff alone, in a member's place, never the person's own.
begin;
\ir ../_helpers.sql
select plan(29);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_member(:'globex', 'owner') as stranger \gset
select tests.create_staff() as colleague \gset
select billing.start_trial(:'acme', :'owner') \gset
select usage.grant_entitlement(:'acme', 'api_access', 'true', 'For the test') \gset

-- The claims of a token, from the answer that holds it, and the code of a refusal.
create function tests.claims(answer json) returns json language sql as $$
    select convert_from(
        util.decode_base64url(split_part(answer ->> 'access_token', '.', 2)), 'UTF8'
    )::json
$$;
create function tests.code(call text) returns text language plpgsql as $$
begin
    execute 'select ' || code.call;
    return 'done';
exception when sqlstate 'PGRST' then
    return sqlerrm::json ->> 'code';
end
$$;

grant execute on function tests.code, tests.claims to public;

select tests.act_as_staff();
select identity.current_user_id() as staff \gset
select
    is(
        tests.code(
            format(
                'admin.impersonate(%L, %L, %L, %s)',
                w.user_id,
                w.organization_id,
                w.reason,
                w.minutes
            )
        ),
        w.code,
        w.sentence
    )
from (
    values
    (:'owner', :'acme', 'Why', '61', 'invalid_argument', 'for more than an hour is refused'),
    (:'owner', :'acme', 'Why', '0', 'invalid_argument', 'and for no time'),
    (:'owner', :'acme', 'Why', 'null', 'invalid_argument', 'or for ever'),
    (:'owner', :'acme', ' ', '5', 'invalid_argument', 'and without a reason'),
    (:'owner', :'globex', 'Why', '5', 'member_not_found', 'nobody is impersonated elsewhere'),
    (:'colleague', :'acme', 'Why', '5', 'member_not_found', 'nor anybody of the staff')
) as w (user_id, organization_id, reason, minutes, code, sentence);

select admin.impersonate(:'owner', :'acme', 'Asked for help', 60, true) as answer \gset
select is(
    (:'answer'::json ->> 'expires_in')::integer, 3600, 'an hour is as long as it goes'
);
select tests.reset_role();
select tests.claims(:'answer') as claims \gset
select is(
    json_build_object(
        'sub', :'claims'::json ->> 'sub',
        'org_id', :'claims'::json ->> 'org_id',
        'role', :'claims'::json ->> 'role'
    )::jsonb,
    jsonb_build_object('sub', :'owner', 'org_id', :'acme', 'role', 'authenticated'),
    'the token is that of the member, in the one organization'
);

-- Writable: business, but nothing that gives access --------------------------------------------
select tests.become('authenticated', :'claims');
select is(identity.current_session_kind(), 'impersonation', 'the session says what it is');
select is((select session_kind from api.me), 'impersonation', 'and so does me');
select is(tests.code($$ api.create_plant('A plant') $$), 'done', 'who may write, writes');
select is(tests.code(w.call), 'own_session_required', w.sentence)
from (
    values
    ($$ api.change_password('correct horse', 'battery staple 9') $$, 'no password is changed'),
    ($$ api.create_api_key('A machine') $$, 'no key is made'),
    (format('api.revoke_api_key(%L)', gen_random_uuid()), 'or revoked'),
    ($$ api.create_webhook_endpoint('https://example.com/', '{*}') $$, 'no endpoint is made'),
    (format('api.rotate_webhook_secret(%L)', gen_random_uuid()), 'no secret is rotated'),
    ($$ api.invite_member('me@example.com', 'owner') $$, 'nobody is invited'),
    (format('api.change_member_role(%L, %L)', :'member', 'owner'), 'nobody is promoted'),
    (format('api.remove_member(%L)', :'member'), 'nobody is removed'),
    (format('api.switch_organization(%L)', :'acme'), 'no other token is had'),
    ($$ api.create_organization('Another') $$, 'nor by founding an organization'),
    ('api.request_email_verification()', 'no link is sent')
) as w (call, sentence);
select throws_ok(
    format($$ select admin.impersonate(%L, %L, 'Again', 5) $$, :'member', :'acme'),
    '42501', null, 'an impersonator impersonates nobody'
);

-- Seen by the customer, and over when it is over ------------------------------------------------
select tests.act_as(:'owner', :'acme');
select is(
    (
        select
            array_agg(
                concat_ws(' ', a.actor_kind, a.action, a.subject_kind, a.reason)
                order by a.occurred_at
            )
        from api.activity as a
        where a.actor_kind in ('staff', 'impersonation')
    ),
    array[
        'staff created identity.sessions Asked for help',
        'impersonation created app.plants Asked for help'
    ],
    'the organization reads that it began, why, and what was done'
);
select tests.reset_role();
select is(
    (
        select acting_staff_id
        from audit.entries
        where actor_kind = 'impersonation'
    ),
    :'staff',
    'and the staff, who it was'
);
select is(identity.end_impersonations(:'colleague'), 0::bigint, 'another''s is not ended unnamed');
select is(identity.end_impersonations(:'staff'), 1::bigint, 'one''s own are');
select throws_like(
    format($$ select tests.become('authenticated', %L) $$, :'claims'),
    '%session_ended%', 'and the token counts no more'
);

-- A second one, for whoever loses the right to it.
select tests.act_as_staff();
select admin.impersonate(:'member', :'acme', 'Asked for help', 5) as second \gset
select identity.current_user_id() as leaver \gset
select tests.reset_role();
select identity.revoke_sessions(:'leaver', 'password_changed') \gset
select throws_like(
    format($$ select tests.become('authenticated', %L) $$, tests.claims(:'second')),
    '%session_ended%', 'nor does one whose beginner''s sessions were ended'
);

select * from finish();
rollback;
