create function analytics.set_health_threshold(
    code text, good_from numeric, warn_from numeric, source text
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_is_loss boolean;
begin
    select t.is_loss into v_is_loss
    from analytics.health_thresholds as t
    where t.code = set_health_threshold.code;
    if not found then
        perform util.fail(
            404, 'indicator_not_found', 'There is no indicator of this code',
            jsonb_build_object('code', set_health_threshold.code)
        );
    elsif set_health_threshold.good_from is null then
        perform util.fail(
            400, 'invalid_argument', 'Say from where on it is good',
            '{"argument": "good_from"}'
        );
    elsif
        coalesce(
            case
                when v_is_loss
                    then set_health_threshold.warn_from < set_health_threshold.good_from
                else set_health_threshold.warn_from > set_health_threshold.good_from
            end,
            true
        )
    then
        perform util.fail(
            400, 'invalid_argument', 'What is worth a look is not better than what is good',
            '{"argument": "warn_from"}'
        );
    end if;

    update analytics.health_thresholds as t
    set
        good_from = set_health_threshold.good_from,
        warn_from = set_health_threshold.warn_from,
        source = set_health_threshold.source
    where t.code = set_health_threshold.code;
end
$$;

comment on function analytics.set_health_threshold(text, numeric, numeric, text) is
$$Decides from where on an indicator is good, and from where on worth a look

404 indicator_not_found. source is shown beside it.$$;
