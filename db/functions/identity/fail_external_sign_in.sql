create or replace function identity.fail_external_sign_in(organization_id uuid, error text)
returns json
language plpgsql
set search_path = ''
as $$
begin
    perform identity.count_client_failure();
    perform identity.note_sign_in_error(
        fail_external_sign_in.organization_id, fail_external_sign_in.error
    );
    return util.respond_error(
        502, 'provider_failed', 'Your company''s provider did not complete the sign-in',
        jsonb_build_object('reason', left(fail_external_sign_in.error, 500)),
        'Try again; if it goes on, show this to who manages your company''s sign-in'
    );
end
$$;

comment on function identity.fail_external_sign_in(uuid, text) is
'Answers 502, and lets the owners know why. The try is counted, and kept.';
