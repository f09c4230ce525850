create or replace function net._http_collect_response(
    request_id bigint, async boolean default true
)
returns net.http_response_result
language plpgsql
set search_path = ''
as $$
declare
    v_response net._http_response;
    v_result net.http_response_result;
begin
    if not async then
        perform net._await_response(request_id);
    end if;

    select r.* into v_response
    from net._http_response as r
    where r.id = request_id;

    if v_response.id is null then
        v_result.status = 'ERROR';
        v_result.message = 'there is no response to this request';
    elsif v_response.error_msg is not null then
        v_result.status = 'ERROR';
        v_result.message = v_response.error_msg;
    else
        v_result.status = 'SUCCESS';
        v_result.message = 'ok';
        v_result.response
        = row(v_response.status_code, v_response.headers, v_response.content);
    end if;
    return v_result;
end
$$;

comment on function net._http_collect_response(bigint, boolean) is
'What came of a request, or ERROR as long as nothing has. With async false it waits.';
