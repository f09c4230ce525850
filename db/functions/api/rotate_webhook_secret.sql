create function api.rotate_webhook_secret(endpoint_id uuid)
returns json
language plpgsql
security definer -- reads and writes keys, which nobody else can
set search_path = ''
as $$
begin
    return json_build_object(
        'id', rotate_webhook_secret.endpoint_id,
        'secret', webhooks.rotate_secret(
            identity.require_permission('developers.manage'), rotate_webhook_secret.endpoint_id
        )
    );
end
$$;

comment on function api.rotate_webhook_secret(uuid) is
$$Give an endpoint a new key

For 24 hours the former one signs as well, so that nothing is lost meanwhile; rotating twice ends the
first at once. Answers {id, secret}, shown this once. Needs developers.manage.
404 webhook_endpoint_not_found.$$;

grant execute on function api.rotate_webhook_secret(uuid) to authenticated;
