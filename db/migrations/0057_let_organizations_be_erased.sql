-- An organization can be forgotten as a whole, and it is seen that it was.

alter table identity.organizations add column erased_at timestamptz;
comment on column identity.organizations.erased_at is
'When it was forgotten. The row stays, for invoices and figures refer to it; its name is gone.';
