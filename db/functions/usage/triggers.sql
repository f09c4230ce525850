create trigger endpoints_record_entitlements
after insert on webhooks.endpoints
for each row
execute function usage.record_entitlements();

create trigger overrides_record_change
after insert or update or delete on usage.overrides
for each row
execute function audit.record_change();

create trigger tier_overrides_record_change
after insert or update or delete on usage.tier_overrides
for each row
execute function audit.record_change();

create trigger meters_record_change
after insert or update or delete on usage.meters
for each row
execute function audit.record_change();

create trigger counted_tables_record_change
after insert or update or delete on usage.counted_tables
for each row
execute function audit.record_change();

create trigger alerts_record_change
after update or delete on usage.alerts
for each row
execute function audit.record_change();
