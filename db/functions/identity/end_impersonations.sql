create or replace function identity.end_impersonations(
    acting_staff_id uuid, session_id uuid default null
)
returns bigint
language sql
volatile
set search_path = ''
as $$
    with ended as (
        update identity.sessions as s
        set revoked_at = util.wall_clock(), revoked_reason = 'ended'
        where
            s.kind = 'impersonation'
            and s.revoked_at is null
            and s.expires_at > util.wall_clock()
            and case
                when end_impersonations.session_id is null
                    then s.acting_staff_id = end_impersonations.acting_staff_id
                else s.id = end_impersonations.session_id
            end
        returning 1
    )

    select count(*)
    from ended
$$;

comment on function identity.end_impersonations(uuid, uuid) is
'Ends an impersonation, or all that somebody of the staff has begun. Returns how many.';
