create or replace function webhooks.settle_endpoint(
    organization_id uuid, endpoint_id uuid, is_success boolean, is_gone boolean
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_endpoint webhooks.endpoints;
begin
    -- Most find all as it was, and lock nothing.
    select e.* into v_endpoint
    from webhooks.endpoints as e
    where
        e.organization_id = settle_endpoint.organization_id
        and e.id = settle_endpoint.endpoint_id
        and e.disabled_at is null
        and e.deleted_at is null;

    if v_endpoint.id is null then
        return;
    elsif is_gone then
        perform webhooks.disable_endpoint(v_endpoint.organization_id, v_endpoint.id, 'gone');
    elsif is_success and v_endpoint.failing_since_at is not null then
        update webhooks.endpoints as e
        set failing_since_at = null
        where e.organization_id = v_endpoint.organization_id and e.id = v_endpoint.id;
    elsif not is_success and v_endpoint.failing_since_at is null then
        update webhooks.endpoints as e
        set failing_since_at = v_now
        where
            e.organization_id = v_endpoint.organization_id
            and e.id = v_endpoint.id
            and e.failing_since_at is null;
    elsif not is_success and v_endpoint.failing_since_at <= v_now - interval '5 days' then
        perform webhooks.disable_endpoint(v_endpoint.organization_id, v_endpoint.id, 'failing');
    end if;
end
$$;

comment on function webhooks.settle_endpoint(uuid, uuid, boolean, boolean) is
'What an attempt says about its endpoint: since when it fails, and that it is disabled once that has
gone on for five days, or at once when it says that it is gone. A failure is needed for either: an
endpoint that nothing was sent to lately may be well again.';
