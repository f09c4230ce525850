create or replace function billing.queue_dunning_email(
    dunning_case billing.dunning_cases, step billing.dunning_steps
)
returns void
language sql
volatile
set search_path = ''
as $$
    select
        notify.enqueue(
            k.kind,
            r.email,
            o.id,
            r.user_id,
            jsonb_build_object(
                'full_name', r.full_name,
                'organization_name', o.name,
                'number', i.number,
                'amount', util.format_money(i.amount_remaining_cents, i.currency),
                'url', coalesce(
                    i.hosted_url, util.setting('web_url') || '/billing/invoices/' || i.id
                ),
                'case_id', c.id
            )
            || case
                when k.kind <> 'payment_failed' then jsonb_build_object(
                    'restricted_on', to_char(
                        n.at at time zone 'UTC', 'FMDD FMMonth YYYY'
                    )
                )
                else '{}'
            end
            || case
                when k.kind = 'invoice_overdue' then jsonb_build_object(
                    'due_on', to_char(i.due_at at time zone 'UTC', 'FMDD FMMonth YYYY')
                )
                else '{}'
            end,
            concat_ws(':', 'dunning', c.id, step.position, r.email)
        )
    from (select (queue_dunning_email.dunning_case).*) as c
    cross join (select (queue_dunning_email.step).*) as step
    inner join billing.invoices as i
        on c.organization_id = i.organization_id and c.invoice_id = i.id
    inner join identity.organizations as o on c.organization_id = o.id
    -- Who transfers has no card that could fail, or be replaced.
    cross join lateral (
        select
            case i.collection_method
                when 'send_invoice' then 'invoice_overdue'
                else step.email_kind
            end as kind
    ) as k
    cross join billing.billing_recipients(c.organization_id) as r
    left join lateral (
        select min(c.opened_at + make_interval(hours => 24 * s.after_days)) as at
        from billing.dunning_steps as s
        where
            s.policy_code = c.policy_code
            and s.position > step.position
            and s.restriction in ('read_only', 'suspend')
    ) as n on true
$$;

comment on function billing.queue_dunning_email(billing.dunning_cases, billing.dunning_steps) is
'Queues the letter of a step to all who get letters about payments, once for each. A reminder says
from when on nothing can be written; of what is to be transferred each letter is one. case_id lets a letter be withdrawn that waits while it is paid.';
