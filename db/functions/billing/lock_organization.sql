create or replace function billing.lock_organization(organization_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- Not the row: who merely references the organization need not wait, and nothing is written.
    perform pg_advisory_xact_lock(
        hashtextextended('organization ' || lock_organization.organization_id, 0)
    );
end
$$;

comment on function billing.lock_organization(uuid) is
'Lets one transaction at a time decide about an organization. Lock a Stripe object before, not
after.';
