-- Not the person's row: who resets a password holds that, and then waits for what tries hold.
create or replace function identity.lock_second_factor(user_id uuid)
returns void
language sql
volatile
begin atomic
    select pg_advisory_xact_lock(hashtextextended('second factor ' || user_id, 0));
end;

comment on function identity.lock_second_factor(uuid) is
'Makes signing in and changes of a second factor come one after the other: nobody who came without a
code stays when the factor counts.';
