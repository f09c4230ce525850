create function admin.remove_email_domain(organization_id uuid, domain text, reason text)
returns void
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(remove_email_domain.reason);
    perform identity.remove_email_domain(
        remove_email_domain.organization_id, remove_email_domain.domain
    );
end
$$;

comment on function admin.remove_email_domain(uuid, text, text) is
$$Take a domain from an organization

Where two quarrel about it, or it was proved by somebody who should not have had it. Whom the provider
let in is out. 404 email_domain_not_found.$$;

grant execute on function admin.remove_email_domain(uuid, text, text) to platform_admin;
