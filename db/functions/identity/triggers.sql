create trigger settings_refuse_demo
after insert or update on util.settings
for each row
when (new.key = 'environment' and new.value = '"production"')
execute function identity.refuse_demo();
