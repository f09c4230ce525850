create function api.report_gauge(feature text, value bigint)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('business.write');
begin
    perform usage.report_gauge(v_organization_id, report_gauge.feature, report_gauge.value);
    return api.check_entitlement(report_gauge.feature);
end
$$;

comment on function api.report_gauge(text, bigint) is
$$Report how much is used of what is measured elsewhere

For storage: all bytes in use, as they will be after what is about to be stored. The last report
counts. Answers as check_entitlement does. 402 limit_exceeded beyond the limit, 402 read_only; less
than before is always taken.$$;

grant execute on function api.report_gauge(text, bigint) to authenticated;
