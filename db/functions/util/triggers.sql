create constraint trigger clocks_refuse_late_clock
after insert or update on util.clocks
deferrable initially deferred
for each row
execute function util.refuse_late_clock();
