create or replace function identity.check_second_factor(user_id uuid, code text)
returns json
language plpgsql
set search_path = ''
as $$
begin
    perform identity.lock_second_factor(check_second_factor.user_id);
    if not identity.has_second_factor(check_second_factor.user_id) then
        return null;
    elsif check_second_factor.code is null then
        return util.respond_error(
            401, 'second_factor_required', 'The code that your phone shows is needed as well',
            hint => 'Send it as code'
        );
    elsif not identity.use_second_factor(check_second_factor.user_id, check_second_factor.code) then
        return identity.refuse_second_factor();
    end if;
    return null;
end
$$;

comment on function identity.check_second_factor(uuid, text) is
'The refusal of somebody whose password was right, and whose code is missing or wrong; null if
nothing is to be refused, also of who has no second factor. A code is used up by it, and the caller
must let the transaction commit.';
