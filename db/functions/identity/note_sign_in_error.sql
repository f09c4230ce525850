create or replace function identity.note_sign_in_error(organization_id uuid, error text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update identity.identity_providers as p
    set
        sign_in_error = left(note_sign_in_error.error, 500),
        sign_in_failed_at = case
            when note_sign_in_error.error is not null then util.wall_clock()
        end
    where
        p.organization_id = note_sign_in_error.organization_id
        and (note_sign_in_error.error is not null or p.sign_in_error is not null);
end
$$;

comment on function identity.note_sign_in_error(uuid, text) is
'Keeps for an organization''s owners why the last sign-in at its provider came to nothing, or that
it did come to something.';
