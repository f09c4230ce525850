-- First the counter's row, then the question. Whoever waited for the row asks with a later
-- snapshot, so takes see the limit in the order in which they count: none is judged by a limit
-- older than the one its predecessor was judged by. Nobody who changes a limit locks a counter, so
-- neither waits for the other.
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
declare
    v_used bigint;
    v_limit_value bigint;
begin
    perform usage.lock_counter(take_limit.organization_id, take_limit.feature_code);

    update usage.counters as c
    set
        used = c.used + take_limit.amount,
        released = case
            when c.released_in = pg_current_xact_id()
                then greatest(c.released - take_limit.amount, 0)
            else 0
        end,
        exceeded_at = case
            when e.mode <> 'grace_then_block' or e.limit_value is null
                or c.used + take_limit.amount <= e.limit_value
                then null
            -- What was left over from an earlier excess does not count.
            when c.used <= e.limit_value or c.exceeded_at is null
                then util.now(take_limit.organization_id)
            else c.exceeded_at
        end
    from usage.find_entitlement(take_limit.organization_id, take_limit.feature_code) as e
    where
        c.organization_id = take_limit.organization_id
        and c.feature_code = take_limit.feature_code
        and (e.access = 'full' or not take_limit.needs_write_access)
        and (
            e.limit_value is null
            or c.used + take_limit.amount <= e.limit_value
            -- What this transaction has given up it may take again: to replace a row is no growth.
            or (c.released_in = pg_current_xact_id() and take_limit.amount <= c.released)
            or e.mode = 'soft'
            or (
                e.mode = 'grace_then_block'
                and (
                    c.used <= e.limit_value
                    or c.exceeded_at is null
                    or usage.is_within_grace(take_limit.organization_id, c.exceeded_at)
                )
            )
        )
    returning c.used, e.limit_value into v_used, v_limit_value;

    if not found then
        if take_limit.needs_write_access then
            perform usage.require_write_access(take_limit.organization_id);
        end if;
        perform usage.refuse_limit(
            take_limit.organization_id, take_limit.feature_code, take_limit.amount
        );
    elsif v_used >= 0.80 * v_limit_value then
        perform usage.raise_alert(
            take_limit.organization_id, take_limit.feature_code, v_limit_value, v_used,
            p.period_start, p.period_end
        )
        from usage.current_period(take_limit.organization_id) as p;
    end if;

    if v_used >= v_limit_value and v_used - take_limit.amount < v_limit_value then
        -- Told by who takes the last: a refusal leaves nothing behind that could tell of it.
        perform webhooks.emit_event(
            take_limit.organization_id,
            'usage.limit_reached',
            jsonb_build_object(
                'feature', take_limit.feature_code, 'limit_value', v_limit_value, 'used', v_used
            ),
            concat_ws(
                ':', 'usage.limit_reached', take_limit.feature_code,
                extract(epoch from util.wall_clock())
            )
        );
    end if;
    perform webhooks.mark_state(take_limit.organization_id);
end
$$;

comment on function usage.take_limit(uuid, text, bigint, boolean) is
'Takes some of a limit for the transaction that writes; refused with 402 when there is not enough
left, or when the organization may only read. Called by the triggers of usage.enforce_limit, and by
whoever counts without a table.';
