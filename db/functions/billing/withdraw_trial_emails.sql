create or replace function billing.withdraw_trial_emails()
returns void
language sql
volatile
set search_path = ''
as $$
    select notify.withdraw_email(e.id)
    from notify.emails as e
    where
        e.finished_at is null
        and e.next_attempt_at <= util.wall_clock()
        and e.kind in ('trial_ending', 'trial_ended')
        and not exists (
            select from billing.subscriptions as s
            where
                s.organization_id = e.organization_id
                and s.id = (e.data ->> 'subscription_id')::uuid
                and s.is_primary
                and s.trial_ends_at = (e.data ->> 'ends_at')::timestamptz
                and case
                    when e.kind = 'trial_ended' or util.is_clock_moved(s.organization_id)
                        -- A clock that was moved has jumped over the days before.
                        then s.status = 'trialing' or s.hold = 'trial_ended'
                    else
                        s.status = 'trialing' and s.trial_ends_at > util.now(s.organization_id)
                end
        )
$$;

comment on function billing.withdraw_trial_emails() is
'Puts letters about a trial aside that are about to leave and are true no more: it was extended, has
become a subscription, or has ended meanwhile.';
