create or replace function billing.allowed_commands()
returns text[]
language sql
stable
security definer -- reads the table of transitions, and what the staff have noted
set search_path = ''
begin atomic
    with present as (
        select
            o.id as organization_id,
            s.source,
            s.cancel_at,
            coalesce(s.status, 'canceled') as status,
            -- Another purchase would bill twice, or is not wanted by us.
            not billing.has_live_subscription(o.id)
            and not billing.is_held_by_staff(o.id) as is_buyer
        from identity.organizations as o
        left join billing.subscriptions as s on o.id = s.organization_id and s.is_primary
        where o.id = identity.current_organization_id()
    )

    select
        coalesce(
            array_agg(t.command order by t.command)
            filter (
                where
                case
                    when t.command = 'start_checkout' then p.is_buyer
                    -- What is bought anew is what ended last.
                    when t.command = 'reactivate'
                        then
                            p.is_buyer and exists (
                                select
                                from billing.subscriptions as e
                                where
                                    e.organization_id = p.organization_id
                                    and e.source <> 'trial'
                                    and e.status = 'canceled'
                            )
                    when t.command in ('change_plan', 'set_add_on')
                        then p.source = 'stripe' and p.cancel_at is null
                    when t.command = 'cancel_at_once' then p.source = 'stripe'
                    when t.command in ('cancel_subscription', 'pause_subscription')
                        then p.source in ('stripe', 'manual') and p.cancel_at is null
                    when t.command = 'resume_subscription' then p.source in ('stripe', 'manual')
                    when t.command = 'undo_cancellation' then p.cancel_at is not null
                    when t.command = 'apply_coupon' then p.source in ('stripe', 'trial')
                    -- Others are the staff's and the jobs'.
                    else false
                end
            ),
            '{}'
        )
    from present as p
    inner join billing.subscription_transitions as t on p.status = t.from_status;
end;

comment on function billing.allowed_commands() is
'What the caller''s organization may do with its subscription as it stands, so that no page has to
guess: the edges of the table of transitions that are a customer''s, without those that the commands
refuse for another reason that lasts. The commands decide all the same.';

grant execute on function billing.allowed_commands() to authenticated;
