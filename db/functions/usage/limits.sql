-- Seats: members, and invitations that may still be accepted. Neither is business data: whoever may
-- only read can still invite somebody to pay.
select usage.enforce_limit(
    'identity.memberships', 'users', needs_write_access => false
);
select usage.enforce_limit(
    'identity.invitations', 'users', 'accepted_at is null and revoked_at is null', false
);
