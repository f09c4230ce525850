-- First the counter's row, then the question. Whoever waited for the row asks with a later
-- snapshot, so takes see the limit in the order in which they count: none is judged by a limit
-- older than the one its predecessor was judged by. Nobody who changes a limit locks a counter, so
-- neither waits for the other. What is taken in vain goes with the refusal.
create or replace function usage.take_limit(
    organization_id uuid,
    feature_code text,
    amount bigint,
    needs_write_access boolean default true
)
returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_counter usage.counters;
    v_entitlement record;
    v_exceeded_at timestamptz;
begin
    insert into usage.counters as c (organization_id, feature_code, used)
    values (take_limit.organization_id, take_limit.feature_code, take_limit.amount)
    on conflict on constraint counters_pkey do update
        set
            used = c.used + excluded.used,
            -- What this transaction has given up it may take again: to replace a row is no growth.
            released = case
                when c.released_in = pg_current_xact_id()
                    then greatest(c.released - excluded.used, 0)
                else 0
            end,
            released_in = case
                when c.released_in = pg_current_xact_id() and c.released >= excluded.used
                    then c.released_in
            end
    returning c.* into v_counter;

    select
        e.limit_value,
        e.mode,
        e.access,
        exists (select from webhooks.state_endpoints(take_limit.organization_id)) as is_told
    into strict v_entitlement
    from usage.find_entitlement(take_limit.organization_id, take_limit.feature_code) as e;

    if take_limit.needs_write_access and v_entitlement.access <> 'full' then
        perform usage.require_write_access(take_limit.organization_id);
    end if;

    if v_counter.used > v_entitlement.limit_value then
        if v_entitlement.mode = 'grace_then_block' then
            -- What was left over from an earlier excess does not count.
            v_exceeded_at = case
                when v_counter.used - take_limit.amount > v_entitlement.limit_value
                    then v_counter.exceeded_at
            end;
            v_exceeded_at = coalesce(v_exceeded_at, util.now(take_limit.organization_id));
        end if;
        if not (
            v_counter.released_in is not null
            or v_entitlement.mode = 'soft'
            or v_exceeded_at is not null
            and usage.is_within_grace(take_limit.organization_id, v_exceeded_at)
        ) then
            perform usage.refuse_limit(
                take_limit.organization_id, take_limit.feature_code,
                v_counter.used - take_limit.amount, take_limit.amount
            );
        end if;
    end if;

    if v_counter.exceeded_at is distinct from v_exceeded_at then
        update usage.counters as c
        set exceeded_at = v_exceeded_at
        where
            c.organization_id = take_limit.organization_id
            and c.feature_code = take_limit.feature_code;
    end if;

    if v_counter.used >= 0.80 * v_entitlement.limit_value then
        perform usage.raise_alert(
            take_limit.organization_id, take_limit.feature_code, v_entitlement.limit_value,
            v_counter.used, p.period_start, p.period_end
        )
        from usage.current_period(take_limit.organization_id) as p;
    end if;

    if v_counter.used >= v_entitlement.limit_value
        and v_counter.used - take_limit.amount < v_entitlement.limit_value
    then
        -- Told by who takes the last: a refusal leaves nothing behind that could tell of it.
        perform webhooks.emit_event(
            take_limit.organization_id,
            'usage.limit_reached',
            jsonb_build_object(
                'feature', take_limit.feature_code,
                'limit_value', v_entitlement.limit_value,
                'used', v_counter.used
            ),
            concat_ws(
                ':', 'usage.limit_reached', take_limit.feature_code,
                extract(epoch from util.wall_clock())
            )
        );
    end if;
    if v_entitlement.is_told then
        perform webhooks.mark_state(take_limit.organization_id);
    end if;
end
$$;

comment on function usage.take_limit(uuid, text, bigint, boolean) is
'Takes some of a limit for the transaction that writes; refused with 402 when there is not enough
left, or when the organization may only read. Called by the triggers of usage.enforce_limit, and by
whoever counts without a table.';
