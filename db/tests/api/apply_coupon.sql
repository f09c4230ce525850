-- Coupons: the staff make them, customers redeem them, once each and as often as there are some.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(19);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_member(:'acme', 'member') as mo \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as eve \gset
select billing.start_trial(:'acme', :'ada');
select billing.start_trial(:'rival', :'eve');

select tests.act_as(:'ada', :'acme');
select throws_ok(
    $$ select admin.create_coupon('MINE', 'Mine', 'forever', 'Why not', percent_off => 100) $$,
    '42501', null, 'no customer makes a coupon'
);
select tests.act_as_staff();
select throws_like(
    $$ select admin.create_coupon('ODD', 'Odd', 'forever', 'Fair', percent_off => 101) $$,
    '%"invalid_argument"%', 'nothing is more than free'
);
select throws_like(
    $$ select admin.create_coupon('ODD', 'Odd', 'repeating', 'Fair', percent_off => 10) $$,
    '%"invalid_argument"%', 'what repeats does so for some months'
);
select throws_like(
    $$
        select admin.create_coupon(
            'ODD', 'Odd', 'once', 'Fair', percent_off => 10, plan_codes => '{golden}'
        )
    $$,
    '%"invalid_argument"%', 'a coupon is for plans that exist'
);
select throws_like(
    $$ select admin.create_coupon('ODD', 'Odd', 'once', null, percent_off => 10) $$,
    '%"invalid_argument"%', 'and is made for a reason'
);
select is(
    admin.create_coupon(
        'fair', 'Fair', 'once', 'The fair', percent_off => 10, max_redemptions => 1
    ) ->> 'code',
    'FAIR', 'the staff make one'
);
select throws_like(
    $$ select admin.create_coupon('FAIR', 'Fair', 'once', 'Again', percent_off => 10) $$,
    '%"coupon_taken"%', 'a code stands for one'
);
select admin.create_coupon(
    'PRO', 'For some', 'once', 'The fair', percent_off => 10, plan_codes => '{professional}'
);
select admin.create_coupon('LATE', 'Late', 'once', 'x', percent_off => 10, expires_at => now());

select tests.act_as(:'mo', :'acme');
select throws_like(
    $$ select api.apply_coupon('FAIR') $$, '%"role_required"%', 'no member pays less'
);
select tests.act_as(:'ada', :'acme');
select throws_like(
    $$ select api.apply_coupon('FAIR') $$, '%"coupon_refused"%not_linked%',
    'Stripe has to know it first'
);
select tests.reset_role();
select catalog.link_stripe_coupon(c.code, c.code) from catalog.coupons as c;

select tests.act_as(:'ada', :'acme');
select throws_like(
    $$ select api.apply_coupon('LATE') $$, '%"coupon_refused"%expired%', 'it has its time'
);
select is(api.apply_coupon(' fair ') ->> 'status', 'reserved', 'before a checkout it is reserved');
select tests.act_as(:'eve', :'rival');
select throws_like(
    $$ select api.apply_coupon('FAIR') $$, '%"coupon_refused"%used_up%', 'the only one is taken'
);
select is_empty($$ select from api.coupon_redemptions $$, 'another tenant does not see by whom');

select tests.act_as(:'ada', :'acme');
select is(
    api.apply_coupon('PRO') ->> 'status', 'reserved', 'who takes another gives the first back'
);
select tests.act_as(:'eve', :'rival');
select is(api.apply_coupon('FAIR') ->> 'status', 'reserved', 'to whoever comes next');

-- A reservation that leads to nothing
select tests.reset_role();
select is(billing.release_reservations(null), 0::bigint, 'for a week it is kept');
update billing.coupon_redemptions set requested_at = requested_at - interval '8 days';
select is(billing.release_reservations(null), 2::bigint, 'then it is given back');
select is(
    (select sum(times_redeemed) from catalog.coupons), 0::numeric, 'and counts no more'
);

select tests.act_as_staff();
select admin.withdraw_coupon('FAIR', 'The fair is over');
select tests.act_as(:'eve', :'rival');
select throws_like(
    $$ select api.apply_coupon('FAIR') $$, '%"coupon_refused"%withdrawn%',
    'what is withdrawn is not redeemed'
);

select * from finish();
rollback;
