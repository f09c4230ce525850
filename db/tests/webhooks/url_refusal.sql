-- Addresses that no endpoint may have. db/tests/data/hostile_urls.json holds the long list, which
-- db/tests/http/test_outgoing_webhooks.py goes through at registration.
begin;
\ir ../_helpers.sql
select plan(14);

select is(webhooks.url_refusal('https://hooks.example.com/a?b=c'), null, 'a public name');
select is(webhooks.url_refusal('HTTPS://Hooks.Example.com:8443/'), null, 'in capitals, at a port');
select is(
    webhooks.require_url('HTTPS://Hooks.Example.com:8443/A?B'),
    'https://hooks.example.com:8443/A?B', 'and is kept as it will be called'
);
select is(webhooks.url_refusal('http://hooks.example.com/'), 'not_https', 'not encrypted');
select is(webhooks.url_refusal('https://127.0.0.1/'), 'no_public_name', 'this machine');
select is(webhooks.url_refusal('https://2130706433/'), 'no_public_name', 'the same as a number');
select is(webhooks.url_refusal('https://[::ffff:10.0.0.1]/'), 'no_public_name', 'carried by IPv6');
select is(webhooks.url_refusal('https://me@hooks.example.com/'), 'malformed', 'with a user');
select is(webhooks.url_refusal(E'https://hooks.example.com/\nHost: a'), 'malformed', 'with a line');
select is(
    webhooks.url_refusal('https://hooks.example.com:22/'), 'port_of_another_service', 'another port'
);
select is(webhooks.url_refusal('http://localhost:9000/'), 'not_https', 'loopback is refused');

update util.settings set value = 'true'
where key = 'webhook_allow_loopback';
select is(webhooks.url_refusal('http://localhost:9000/'), null, 'unless it is for trying out');
select isnt(webhooks.url_refusal('http://localhost.example.com/'), null, 'and the host is that');
update util.settings set value = '"production"'
where key = 'environment';
select isnt(webhooks.url_refusal('http://localhost:9000/'), null, 'and never in production');

select * from finish();
rollback;
