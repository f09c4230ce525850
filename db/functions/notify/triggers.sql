create trigger second_factors_report_second_factor
after insert or update of enrolled_at on identity.second_factors
for each row
when (new.enrolled_at is not null)
execute function notify.report_second_factor();

create trigger second_factors_report_removal
after delete on identity.second_factors
for each row
when (old.enrolled_at is not null)
execute function notify.report_second_factor();

create trigger recovery_codes_report_recovery_code
after update of used_at on identity.recovery_codes
for each row
when (old.used_at is null and new.used_at is not null)
execute function notify.report_recovery_code();
