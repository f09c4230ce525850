create trigger organizations_release_event
after insert on identity.organizations
referencing new table as inserted
for each statement
execute function webhooks.release_for_new_row();

create trigger stripe_prices_release_event
after insert on catalog.stripe_prices
referencing new table as inserted
for each statement
execute function webhooks.release_for_new_row();
