create function admin.set_health_threshold(
    code text, good_from numeric, warn_from numeric, reason text
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(set_health_threshold.reason);
    perform analytics.set_health_threshold(
        set_health_threshold.code,
        set_health_threshold.good_from,
        set_health_threshold.warn_from,
        btrim(set_health_threshold.reason)
    );
    return json_build_object(
        'code', set_health_threshold.code,
        'good_from', set_health_threshold.good_from,
        'warn_from', set_health_threshold.warn_from
    );
end
$$;

comment on function admin.set_health_threshold(text, numeric, numeric, text) is
$$Decide from where on a figure of revenue is good, and from where on worth a look

For an indicator of analytics.health_indicators, in its unit (a share as 0.9); the reason is shown
beside it. 404 indicator_not_found, 400 invalid_argument where warn_from is better than good_from.$$;

grant execute on function admin.set_health_threshold(text, numeric, numeric, text)
to platform_admin;
