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

create trigger memberships_emit_event
after insert or update of role or delete on identity.memberships
for each row
execute function webhooks.emit_member_event();

create trigger organizations_emit_event
after update of name on identity.organizations
for each row
when (old.name is distinct from new.name)
execute function webhooks.emit_organization_event();
