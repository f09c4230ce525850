-- A hold of the staff outlasts the subscription that it was placed on: it is released all the same.

insert into billing.subscription_transitions (command, from_status, to_status)
values ('reactivate', 'canceled', 'canceled');
