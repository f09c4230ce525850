create or replace function usage.release_limit(
    organization_id uuid, feature_code text, amount bigint
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update usage.counters as c
    set
        used = c.used - release_limit.amount,
        released = release_limit.amount
        + case when c.released_in = pg_current_xact_id() then c.released else 0 end,
        released_in = pg_current_xact_id(),
        exceeded_at = case
            when c.exceeded_at is not null
                and c.used - release_limit.amount > (
                    select e.limit_value
                    from usage.find_entitlement(
                        release_limit.organization_id, release_limit.feature_code
                    ) as e
                )
                then c.exceeded_at
        end
    where
        c.organization_id = release_limit.organization_id
        and c.feature_code = release_limit.feature_code;

    perform webhooks.mark_state(release_limit.organization_id);
end
$$;

comment on function usage.release_limit(uuid, text, bigint) is
'Gives back some of a limit. The same transaction may take it again.';
