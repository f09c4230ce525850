create or replace function billing.ask_for_list(object_kind text, since timestamptz default null)
returns bigint
language plpgsql
set search_path = ''
as $$
begin
    if exists (
        select
        from billing.stripe_commands as c
        where
            c.kind = 'objects.list'
            and c.params ->> 'object_kind' = ask_for_list.object_kind
            and c.finished_at is null
    ) then
        return 0::bigint;
    end if;
    perform billing.enqueue_stripe_command(
        null,
        'objects.list',
        jsonb_strip_nulls(jsonb_build_object(
            'object_kind', ask_for_list.object_kind,
            'since', billing.epoch(date_trunc('second', ask_for_list.since))
        ))
    );
    return 1::bigint;
end
$$;

comment on function billing.ask_for_list(text, timestamptz) is
'Has Stripe list all objects of a kind that were created since, unless that is under way. Returns
how many lists are asked for.';
