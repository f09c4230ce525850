create or replace function billing.queue_trial_email(
    subscription billing.subscriptions, kind text, days integer default null
)
returns bigint
language sql
volatile
set search_path = ''
as $$
    with queued as (
        select
            notify.enqueue(
                queue_trial_email.kind,
                u.email,
                o.id,
                u.id,
                jsonb_build_object(
                    'full_name', u.full_name,
                    'organization_name', o.name,
                    'days', case
                        when n.days_left between 1 and queue_trial_email.days then n.days_left
                        else queue_trial_email.days
                    end,
                    'ends_on', to_char((s.trial_ends_at at time zone 'UTC'), 'FMDD FMMonth YYYY'),
                    'ends_at', s.trial_ends_at,
                    'subscription_id', s.id,
                    'url', util.setting('web_url') || '/billing/'
                ),
                -- An extended trial ends at another time, and is spoken of again.
                concat_ws(
                    ':',
                    queue_trial_email.kind,
                    queue_trial_email.days,
                    s.id,
                    billing.epoch(s.trial_ends_at),
                    u.id
                )
            ) as email_id
        from (select (queue_trial_email.subscription).*) as s
        cross join util.days_until(s.trial_ends_at, s.organization_id) as n (days_left)
        inner join identity.organizations as o on s.organization_id = o.id
        inner join identity.memberships as m on o.id = m.organization_id
        inner join identity.users as u on m.user_id = u.id
        where m.role in ('owner', 'billing')
    )

    select count(q.email_id)
    from queued as q
$$;

comment on function billing.queue_trial_email(billing.subscriptions, text, integer) is
'Queues a letter about the end of a trial (trial_ending, so many days before, or trial_ended) to
owners and to those who see to the billing, once for each end. Returns how many are new.';
