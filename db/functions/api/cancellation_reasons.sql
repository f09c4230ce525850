create view api.cancellation_reasons
with (security_invoker = true)
as
select
    r.code,
    r.description,
    r.position
from catalog.cancellation_reasons as r;

comment on view api.cancellation_reasons is
$$The reasons for leaving to choose from

For cancel_subscription, ordered by position.$$;

grant select (code, description, position) on table catalog.cancellation_reasons to authenticated;
grant select on api.cancellation_reasons to authenticated;
