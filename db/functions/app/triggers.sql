create trigger plants_record_change
after insert or update or delete on app.plants
for each row
execute function audit.record_change();

create trigger custom_fields_record_change
after insert or update or delete on app.custom_fields
for each row
execute function audit.record_change();
