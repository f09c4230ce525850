create function api.set_billing_profile(
    legal_name text default null,
    address_lines text[] default '{}',
    country text default null,
    tax_id text default null,
    po_number text default null,
    contacts text[] default '{}'
)
returns void
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform billing.set_profile(
        identity.require_permission('billing.manage'),
        set_billing_profile.legal_name,
        set_billing_profile.address_lines,
        set_billing_profile.country,
        set_billing_profile.tax_id,
        set_billing_profile.po_number,
        set_billing_profile.contacts
    );
end
$$;

comment on function api.set_billing_profile(text, text[], text, text, text, text[]) is
$$Say what invoices shall say about you

Replaces the billing profile: what is left out is empty afterwards. It counts for invoices issued
from now on; contacts get billing mail too. 400 invalid_argument.$$;

grant execute on function api.set_billing_profile(text, text[], text, text, text, text[])
to authenticated;
