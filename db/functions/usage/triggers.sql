create trigger endpoints_record_entitlements
after insert on webhooks.endpoints
for each row
execute function usage.record_entitlements();
