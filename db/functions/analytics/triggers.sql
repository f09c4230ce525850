create trigger acquisition_spend_record_change
after insert or update or delete on analytics.acquisition_spend
for each row
execute function audit.record_change();
