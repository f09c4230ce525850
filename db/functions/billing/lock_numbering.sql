create or replace function billing.lock_numbering()
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('document numbers', 0));
end
$$;

comment on function billing.lock_numbering() is
'Lets one transaction at a time issue documents. Before any organization is locked: one that held a
number and waited for an organization would wait for whoever has that, and wants a number.';
