create or replace function billing.value_unless_erased(organization_id uuid, value text)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    if value_unless_erased.value is not null and exists (
        select
        from billing.erasures as e
        where
            e.organization_id = value_unless_erased.organization_id
            and billing.value_digest(e.organization_id, value_unless_erased.value)
            = any(e.value_hashes)
    ) then
        return null;
    end if;
    return value_unless_erased.value;
end
$$;

comment on function billing.value_unless_erased(uuid, text) is
'A name or address that Stripe tells, or null if it is of somebody who was erased.';
