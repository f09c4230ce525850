create or replace function notify.report_recovery_code()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform notify.queue_second_factor_letter(
        'recovery_code_used',
        new.user_id,
        new.used_at,
        jsonb_build_object('codes_left', (
            select count(*)
            from identity.recovery_codes as r
            where r.user_id = new.user_id and r.used_at is null
        ))
    );
    return null;
end
$$;

comment on function notify.report_recovery_code() is
'A recovery code was used up: its person reads of it, and how many are left.';
