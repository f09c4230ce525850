create or replace function billing.clear_refetch(object_id text)
returns void
language sql
set search_path = ''
as $$
    update billing.stripe_objects as o
    set
        refetch_reason = null,
        refetch_attempts = 0,
        refetch_at = null
    where o.stripe_id = clear_refetch.object_id and o.refetch_reason = 'drift'
$$;

comment on function billing.clear_refetch(text) is
'An object that lists showed differently has been asked for: it need not be again.';
