create or replace function billing.withdraw_dunning_emails()
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
        and e.kind in ('payment_failed', 'payment_reminder', 'invoice_overdue')
        and exists (
            select from billing.dunning_cases as c
            where
                c.organization_id = e.organization_id
                and c.id = (e.data ->> 'case_id')::uuid
                and c.closed_at is not null
        )
$$;

comment on function billing.withdraw_dunning_emails() is
'Puts letters about an unpaid invoice aside that are about to leave, though it is unpaid no more.';
