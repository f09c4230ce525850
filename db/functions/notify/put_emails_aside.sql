create or replace function notify.put_emails_aside(due_at timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- Asked again when the mail is about to leave: it may have waited for a day.
    with pointless as (
        select
            e.id,
            case
                -- Twelve workers have died of it, or at least told nobody what became of it.
                when e.attempts >= 12 then 'failed'
                when
                    s.address is not null or u.address is not null
                    or e.recipient ilike '%.invalid'
                    then 'suppressed'
                else 'obsolete'
            end as status,
            coalesce(
                s.reason,
                case
                    when u.address is not null then 'unsubscribed'
                    when e.recipient ilike '%.invalid' then 'reserved_domain'
                end
            ) as reason
        from notify.emails as e
        inner join notify.kinds as k on e.kind = k.kind
        left join notify.suppressions as s on lower(e.recipient) = s.address
        left join notify.unsubscriptions as u
            on lower(e.recipient) = u.address and k.category = u.category and k.is_optional
        where
            e.finished_at is null
            and e.next_attempt_at <= put_emails_aside.due_at
            and (
                e.attempts >= 12
                or s.address is not null
                or u.address is not null
                -- RFC 2606: nobody can be reached there.
                or e.recipient ilike '%.invalid'
                or (e.token_hash is not null and not notify.is_token_live(e.token_hash))
            )
        for update of e skip locked
    )

    update notify.emails as e
    set
        status = pointless.status,
        last_error = coalesce(pointless.reason, e.last_error),
        finished_at = put_emails_aside.due_at,
        data = notify.data_without_secret(e)
    from pointless
    where e.id = pointless.id;

    -- One organization's flood is neither everybody's delay nor our good name with the provider.
    with crowds as (
        select
            e.organization_id,
            util.setting('emails_per_organization')::bigint - (
                select count(*)
                from notify.emails as s
                where
                    s.organization_id = e.organization_id
                    and s.status = 'sent'
                    and s.finished_at > put_emails_aside.due_at - interval '1 hour'
            ) as allowance,
            count(*) as waiting
        from notify.emails as e
        where
            e.organization_id is not null
            and e.finished_at is null
            and e.next_attempt_at <= put_emails_aside.due_at
        group by e.organization_id
    ),

    surplus as (
        select e.id
        from crowds as c
        cross join lateral (
            select w.id
            from notify.emails as w
            where
                w.organization_id = c.organization_id
                and w.finished_at is null
                and w.next_attempt_at <= put_emails_aside.due_at
            order by w.next_attempt_at asc
            offset greatest(c.allowance, 0)
            for update skip locked
        ) as e
        where c.waiting > c.allowance
    )

    update notify.emails as e
    set next_attempt_at = put_emails_aside.due_at + interval '5 minutes'
    from surplus
    where e.id = surplus.id;
end
$$;

comment on function notify.put_emails_aside(timestamptz) is
'Looks once more at the mails that are due: ends those whose link no longer works, whose address is
dead or can be nobody''s (.invalid), or whose reader wants no more of them, and lets wait what exceeds
an organization''s hour.';
