create or replace function billing.set_profile(
    organization_id uuid,
    legal_name text,
    address_lines text[],
    country text,
    tax_id text,
    po_number text,
    contacts text[]
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_contacts text[];
begin
    if set_profile.country !~ '^[A-Z]{2}$' then
        perform util.fail(
            400, 'invalid_argument', 'country is two capital letters, as in ISO 3166-1',
            jsonb_build_object('argument', 'country')
        );
    end if;
    if cardinality(set_profile.address_lines) > 6 or cardinality(set_profile.contacts) > 10 then
        perform util.fail(
            400, 'invalid_argument', 'An address has at most 6 lines, and there are 10 contacts at most',
            jsonb_build_object('argument', 'address_lines')
        );
    end if;
    -- Each once, however it is written: letters are counted by address.
    select coalesce(array_agg(distinct lower(identity.require_email(c.address))), '{}')
    into v_contacts
    from unnest(set_profile.contacts) as c (address);

    insert into billing.profiles as p (
        organization_id, legal_name, address_lines, country, tax_id, po_number, contacts, updated_at
    )
    select
        set_profile.organization_id,
        case
            when set_profile.legal_name <> ''
                then identity.require_text('legal_name', set_profile.legal_name, 200)
        end,
        (
            select coalesce(
                array_agg(identity.require_text('address_lines', l.line, 100) order by l.position), '{}'
            )
            from unnest(set_profile.address_lines) with ordinality as l (line, position)
        ),
        set_profile.country,
        case
            when set_profile.tax_id <> '' then identity.require_text('tax_id', set_profile.tax_id, 40)
        end,
        case
            when set_profile.po_number <> ''
                then identity.require_text('po_number', set_profile.po_number, 60)
        end,
        v_contacts,
        util.now(set_profile.organization_id)
    on conflict on constraint profiles_pkey do update
        set
            legal_name = excluded.legal_name,
            address_lines = excluded.address_lines,
            country = excluded.country,
            tax_id = excluded.tax_id,
            po_number = excluded.po_number,
            contacts = excluded.contacts,
            updated_at = excluded.updated_at;
end
$$;

comment on function billing.set_profile(uuid, text, text[], text, text, text, text[]) is
'Replaces what an organization''s invoices say about it. Invoices that have their document keep
theirs. 400 invalid_argument for what cannot be printed, or mailed to.';
