create or replace function notify.remove_suppression(address text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from notify.suppressions as s
    where s.address = lower(remove_suppression.address);
    if not found then
        perform util.fail(404, 'suppression_not_found', 'Nothing holds letters to this address back');
    end if;
end
$$;

comment on function notify.remove_suppression(text) is
'Lets letters go to an address again, after somebody made sure that it works. 404
suppression_not_found.';
