create trigger subscription_facts_refuse_change
before update or delete on billing.subscription_facts
for each row
execute function billing.refuse_change();

create trigger subscription_facts_refuse_truncate
before truncate on billing.subscription_facts
for each statement
execute function billing.refuse_change();

create trigger stripe_prices_link_line
after insert on catalog.stripe_prices
referencing new table as inserted
for each statement
execute function billing.link_invoice_lines();
