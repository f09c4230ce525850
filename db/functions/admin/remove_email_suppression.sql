create function admin.remove_email_suppression(address text)
returns void
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform notify.remove_suppression(remove_email_suppression.address);
    perform audit.record_action('email_suppression_removed');
end
$$;

comment on function admin.remove_email_suppression(text) is
$$Let letters go to an address again

After somebody made sure that it works. 404 suppression_not_found.$$;

grant execute on function admin.remove_email_suppression(text) to platform_admin;
