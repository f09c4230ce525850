create or replace function identity.current_network()
returns cidr
language plpgsql
stable
set search_path = ''
as $$
declare
    v_address inet;
begin
    v_address = util.request_header('x-real-ip')::inet;
    return network(set_masklen(v_address, case family(v_address) when 4 then 24 else 48 end));
exception when invalid_text_representation then
    return null;
end
$$;

comment on function identity.current_network() is
'From where the request comes, as far as the person may be told by it: the client''s address, as the
gateway saw it, without its last part. Null without one.';
