create trigger registry_refuse_schedule
after insert or update of schedule on jobs.registry
for each row execute function jobs.refuse_schedule();
