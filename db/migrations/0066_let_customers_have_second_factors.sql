-- Customers prove twice who they are, too, if they want to.

comment on column identity.sessions.second_factor_at is
'When the person gave a code. Until then a session of the staff can do nothing but enrol a factor.';

alter table identity.second_factors add column pending_at timestamptz;
comment on column identity.second_factors.pending_at is
'When the secret was shown that waits for its first code: it does so for an hour.';

-- Nobody remembers when these were shown; whoever is at it begins anew.
delete from identity.second_factors
where secret is null;
update identity.second_factors
set pending_secret = null
where pending_secret is not null;

alter table identity.second_factors
add constraint second_factors_pending_at_check
check ((pending_secret is null) = (pending_at is null)) not valid;
-- A row for each person who has one: few.
-- squawk-ignore constraint-missing-not-valid
alter table identity.second_factors validate constraint second_factors_pending_at_check;
