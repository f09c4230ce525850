create trigger registry_refuse_schedule
after insert or update of schedule on jobs.registry
for each row execute function jobs.refuse_schedule();

create trigger registry_record_change
after insert or update of name, schedule, function, timeout_seconds, is_per_clock or delete
on jobs.registry
for each row
execute function audit.record_change();

create trigger sidecars_record_change
after insert or update or delete on jobs.sidecars
for each row
execute function audit.record_change();
