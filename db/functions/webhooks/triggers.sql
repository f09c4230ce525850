create trigger organizations_release_event
after insert on identity.organizations
for each row
execute function webhooks.release_for_new_row();

create trigger stripe_prices_release_event
after insert on catalog.stripe_prices
for each row
execute function webhooks.release_for_new_row();
