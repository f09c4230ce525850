create or replace function billing.require_ended(organization_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
begin
    if exists (
        select
        from billing.subscriptions as s
        where
            s.organization_id = any(organization_ids)
            and s.source in ('stripe', 'manual')
            and s.status <> 'canceled'
    ) then
        perform util.fail(
            409, 'transition_refused',
            'An organization that is to be forgotten still has a subscription',
            jsonb_build_object('command', 'erase', 'organization_ids', organization_ids),
            'End the subscription first'
        );
    end if;
end
$$;

comment on function billing.require_ended(uuid[]) is
'Answers 409 transition_refused while one of these organizations has something to pay for.';
