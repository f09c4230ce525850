-- The index beneath revenue at an instant, in two, each version in one of them: what goes on as far
-- as is known, in the order in which customers are counted, and what has ended, or is known no
-- longer. As one it had everything that was ever known without an end among what goes on.

-- squawk-ignore require-concurrent-index-creation
create index subscription_versions_open_idx
on billing.subscription_versions (organization_id, lower(valid_during), lower(known_during))
include (valid_during, known_during, currency, net_arr_cents, list_arr_cents)
where status in ('active', 'past_due') and upper_inf(valid_during) and upper_inf(known_during);

-- "Least" ignores nulls, and one of the two ends.
-- squawk-ignore require-concurrent-index-creation
create index subscription_versions_closed_idx
on billing.subscription_versions (
    least(upper(valid_during), upper(known_during)), lower(valid_during)
)
include (organization_id, valid_during, known_during, currency, net_arr_cents, list_arr_cents)
where
status in ('active', 'past_due')
and not (upper_inf(valid_during) and upper_inf(known_during));

-- squawk-ignore require-concurrent-index-deletion
drop index billing.subscription_versions_paid_idx;
