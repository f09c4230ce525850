create trigger acquisition_spend_record_change
after insert or update or delete on analytics.acquisition_spend
for each row
execute function audit.record_change();

create trigger health_thresholds_record_change
after insert or update or delete on analytics.health_thresholds
for each row
execute function audit.record_change();
