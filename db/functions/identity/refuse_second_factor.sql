create or replace function identity.refuse_second_factor()
returns json
language sql
volatile
begin atomic
    select util.respond_error(
        401, 'second_factor_invalid', 'The code is wrong, too old, or was used before',
        hint => 'Wait for the next code, or use a recovery code'
    );
end;

comment on function identity.refuse_second_factor() is
'Answers 401, the same for every kind of wrong code; what was counted is kept.';
