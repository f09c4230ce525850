create or replace function webhooks.disable_endpoint(
    organization_id uuid, endpoint_id uuid, reason text
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_endpoint webhooks.endpoints := webhooks.find_endpoint(
        disable_endpoint.organization_id, disable_endpoint.endpoint_id
    );
    v_now timestamptz := util.wall_clock();
begin
    if v_endpoint.disabled_at is not null then
        return;
    end if;

    update webhooks.endpoints as e
    set
        disabled_at = v_now,
        disabled_reason = disable_endpoint.reason
    where e.organization_id = v_endpoint.organization_id and e.id = v_endpoint.id;

    if disable_endpoint.reason = 'by_hand' then
        return;
    end if;

    perform notify.enqueue(
        'webhook_endpoint_disabled',
        u.email,
        o.id,
        u.id,
        jsonb_build_object(
            'full_name', u.full_name,
            'organization_name', o.name,
            'endpoint_url', v_endpoint.url,
            'reason', case disable_endpoint.reason
                when 'gone' then 'it answered that it is gone (410)'
                else 'nothing got through for five days'
            end,
            'url', util.setting('web_url') || '/webhooks/' || v_endpoint.id
        ),
        concat_ws(
            ':', 'webhook_endpoint_disabled', v_endpoint.id, extract(epoch from v_now), u.id
        )
    )
    from identity.organizations as o
    inner join identity.memberships as m on o.id = m.organization_id
    inner join identity.role_permissions as p on m.role = p.role
    inner join identity.users as u on m.user_id = u.id
    where o.id = v_endpoint.organization_id and p.permission = 'developers.manage';

    perform webhooks.emit_event(
        v_endpoint.organization_id,
        'endpoint.disabled',
        jsonb_build_object(
            'id', v_endpoint.id, 'url', v_endpoint.url, 'reason', disable_endpoint.reason
        ),
        concat_ws(':', 'endpoint.disabled', v_endpoint.id, extract(epoch from v_now))
    );
end
$$;

comment on function webhooks.disable_endpoint(uuid, uuid, text) is
'Tells an endpoint nothing any more: by_hand, or because it is gone or failing, of which those who
see to endpoints get a letter, and the other endpoints an event.';
