-- Customers say why they leave a contract.

alter table billing.contracts add column cancellation_comment text;
comment on column billing.contracts.cancellation_comment is
'What the customer wrote when asking for the end.';
