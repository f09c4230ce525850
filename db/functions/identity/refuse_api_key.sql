create or replace function identity.refuse_api_key()
returns json
language sql
volatile
begin atomic
    select util.respond_error(
        401, 'api_key_invalid', 'The API key is unknown or was revoked',
        hint => 'Ask somebody who may manage API keys for another one'
    );
end;

comment on function identity.refuse_api_key() is
'Answers 401, the same for an unknown key and a revoked one; what was counted is kept.';
