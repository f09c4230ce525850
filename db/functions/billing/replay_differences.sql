create or replace function billing.replay_differences(organization_id uuid)
returns table (object_id text, field text, stored jsonb, recomputed jsonb)
language plpgsql
stable
set search_path = ''
as $$
begin
    if replay_differences.organization_id is null then
        return query select * from billing.find_strays();
        return;
    end if;

    return query select * from billing.compare_snapshots(replay_differences.organization_id);
    begin
        return query select * from billing.compare_subscriptions(replay_differences.organization_id);
        return query select * from billing.compare_invoices(replay_differences.organization_id);
        return query select * from billing.compare_payments(replay_differences.organization_id);
        return query select * from billing.compare_customer(replay_differences.organization_id);
    exception
        when others then
            return query
                select
                    replay_differences.organization_id::text,
                    'error',
                    to_jsonb(sqlerrm),
                    null::jsonb;
    end;
end
$$;

comment on function billing.replay_differences(uuid) is
'Recomputes all that an organization''s stored events give, with the functions that wrote it, and
returns what our tables say otherwise; of no organization (null) what belongs to nobody. Events that
wait are no difference. Writes nothing and locks nothing.';
