create or replace function identity.expire_invitations(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_count bigint;
begin
    -- As if taken back at the very end: what is over counts no more, and its seat is free.
    update identity.invitations as i
    set revoked_at = i.expires_at
    where
        i.organization_id = coalesce(expire_invitations.for_organization_id, i.organization_id)
        and i.accepted_at is null
        and i.revoked_at is null
        and i.expires_at <= util.wall_clock();

    get diagnostics v_count = row_count;
    return v_count;
end
$$;

comment on function identity.expire_invitations(uuid) is
$$Frees the seats of invitations that nobody accepted in time, and tells how many

Of one organization whenever it invites somebody, so that none is refused a seat for the sake of an
invitation that is over; of all by a job. It changes nothing else: their links end by themselves.$$;
