create or replace function identity.count_recovery_codes()
returns bigint
language sql
stable
security definer -- nobody reads the hashes beside which it stands which of them were used
set search_path = ''
begin atomic
    select count(*)
    from identity.recovery_codes as r
    where r.user_id = identity.current_user_id() and r.used_at is null;
end;

comment on function identity.count_recovery_codes() is
'How many recovery codes the caller has left.';

grant execute on function identity.count_recovery_codes() to authenticated;
