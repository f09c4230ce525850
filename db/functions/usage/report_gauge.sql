create or replace function usage.report_gauge(
    organization_id uuid, feature_code text, value bigint
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_kind text := usage.require_known_feature(report_gauge.feature_code);
    v_used bigint;
begin
    if v_kind <> 'limit' or exists (
        select from usage.counted_tables as t
        where t.feature_code = report_gauge.feature_code
    ) then
        perform util.fail(
            400, 'invalid_argument', 'This is no gauge: it is counted here, or not limited',
            jsonb_build_object('argument', 'feature', 'feature', report_gauge.feature_code)
        );
    end if;
    if report_gauge.value is null or report_gauge.value < 0 then
        perform util.fail(
            400, 'invalid_argument', 'value must be a whole number, 0 or more',
            jsonb_build_object('argument', 'value')
        );
    end if;

    perform usage.lock_counter(report_gauge.organization_id, report_gauge.feature_code);
    v_used = usage.used_amount(report_gauge.organization_id, report_gauge.feature_code);
    if report_gauge.value > v_used then
        perform usage.take_limit(
            report_gauge.organization_id, report_gauge.feature_code, report_gauge.value - v_used
        );
    elsif report_gauge.value < v_used then
        perform usage.release_limit(
            report_gauge.organization_id, report_gauge.feature_code, v_used - report_gauge.value
        );
    end if;
end
$$;

comment on function usage.report_gauge(uuid, text, bigint) is
$$Says how much of a limit is used that nobody counts here, such as bytes of storage

The last report counts. More is refused with 402 where the limit does not allow it, so report before
you store; less is always taken.$$;
