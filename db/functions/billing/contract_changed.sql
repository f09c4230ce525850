create or replace function billing.contract_changed(kind text)
returns json
language sql
immutable
set search_path = ''
as $$
    select json_build_object(
        'id', null,
        'kind', contract_changed.kind,
        'status', 'succeeded',
        'result_url', null,
        'error', null
    )
$$;

comment on function billing.contract_changed(text) is
'The answer to whoever asked for something of a sales-led subscription: it is done, for nobody else
has to be asked. Shaped as billing.command_accepted.';
