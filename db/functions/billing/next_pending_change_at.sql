create or replace function billing.next_pending_change_at(after timestamptz)
returns timestamptz
language sql
stable
set search_path = ''
as $$
    select min(p.effective_at - l.lead)
    from billing.pending_changes as p
    cross join
        (select make_interval(mins => util.setting('pending_change_lead_minutes')::integer))
            as l (lead)
    where p.status = 'pending' and p.effective_at - l.lead > next_pending_change_at.after
$$;

comment on function billing.next_pending_change_at(timestamptz) is
'When apply_pending_changes next has something to do, later than a moment; null if never. For who
moves clocks in steps that are longer than the time between a change and the renewal.';
