create trigger subscription_facts_refuse_change
before update or delete on billing.subscription_facts
for each row
execute function billing.refuse_change();

create trigger subscription_facts_refuse_truncate
before truncate on billing.subscription_facts
for each statement
execute function billing.refuse_change();
