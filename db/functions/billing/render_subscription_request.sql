create or replace function billing.render_subscription_request(command billing.stripe_commands)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_kind text := (command).kind;
    v_wish jsonb := (command).params;
    v_method text := 'POST';
    v_path text;
    v_params jsonb;
    v_subscription billing.subscriptions;
    v_state jsonb;
begin
    select s.* into v_subscription
    from billing.subscriptions as s
    where
        s.organization_id = (command).organization_id
        and s.id = (v_wish ->> 'subscription_id')::uuid
        and s.stripe_subscription_id is not null;
    if not found then
        return null;
    end if;
    v_path = '/v1/subscriptions/' || v_subscription.stripe_subscription_id;

    select o.state into v_state
    from billing.order_snapshots(v_subscription.stripe_subscription_id) as o
    order by o.position desc
    limit 1;

    case v_kind
        when 'subscription.change_plan', 'subscription.set_add_on' then
            v_params = jsonb_build_object(
                'items',
                case v_kind
                    when 'subscription.change_plan'
                        then billing.plan_change_items(
                            v_subscription, (v_wish ->> 'price_id')::uuid
                        )
                    else billing.add_on_change_items(
                        v_subscription, v_wish ->> 'add_on_code', (v_wish ->> 'quantity')::bigint
                    )
                end
            )
            || billing.proration_params(v_subscription, v_wish);
            if v_params -> 'items' = 'null' then
                return null;
            end if;
        when 'subscription.cancel_at_period_end' then
            v_params = jsonb_build_object('cancel_at_period_end', true);
        when 'subscription.undo_cancellation' then
            -- Stripe clears a date only by its own name. A cancellation at the period's end shows one, too.
            v_params = case
                when v_state ? 'cancel_at' and not (v_state ->> 'cancel_at_period_end')::boolean
                    then jsonb_build_object('cancel_at', '')
                else jsonb_build_object('cancel_at_period_end', false)
            end;
        when 'subscription.cancel_now' then
            v_method = 'DELETE';
            v_params = '{}';
        when 'subscription.pause' then
            v_params = jsonb_build_object(
                'pause_collection',
                jsonb_strip_nulls(jsonb_build_object(
                    'behavior', 'void',
                    'resumes_at', billing.epoch((v_wish ->> 'resumes_at')::timestamptz)
                ))
            );
        when 'subscription.resume' then
            if v_subscription.stripe_status = 'paused' then
                v_path = v_path || '/resume';
                v_params = '{}';
            else
                v_params = jsonb_build_object('pause_collection', '');
            end if;
        when 'subscription.apply_coupon' then
            -- Beside those that it has; and what they are worth is shown only if asked for.
            select jsonb_build_object(
                'discounts',
                (
                    select coalesce(
                        jsonb_agg(jsonb_build_object('discount', d.discount -> 'id')), '[]'
                    )
                    from jsonb_array_elements(v_state -> 'discounts') as d (discount)
                    where not d.discount ? 'item'
                ) || jsonb_build_array(jsonb_build_object('coupon', c.stripe_coupon_id)),
                'expand', jsonb_build_array('discounts.source.coupon.applies_to')
            )
            into v_params
            from catalog.coupons as c
            where c.code = v_wish ->> 'coupon_code';
        when 'subscription.extend_trial' then
            v_params = jsonb_build_object(
                'trial_end', billing.epoch((v_wish ->> 'trial_ends_at')::timestamptz),
                'proration_behavior', 'none'
            );
    end case;

    if v_wish ?| '{comment,feedback}' then
        v_params = v_params || jsonb_build_object(
            'cancellation_details',
            jsonb_strip_nulls(jsonb_build_object(
                'comment', v_wish -> 'comment', 'feedback', v_wish -> 'feedback'
            ))
        );
    end if;
    -- An update leaves our mark, by which billing.find_effect knows that it was done.
    if v_method = 'POST' and v_path not like '%/resume' then
        v_params = v_params || jsonb_build_object(
            'metadata', jsonb_build_object('command_id', (command).id)
        );
    end if;
    return jsonb_build_object('method', v_method, 'path', v_path, 'params', v_params);
end
$$;

comment on function billing.render_subscription_request(billing.stripe_commands) is
'The request of a command about a subscription, as billing.render_stripe_request gives it.';
