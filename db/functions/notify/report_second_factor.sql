create or replace function notify.report_second_factor()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if tg_op = 'DELETE' then
        perform notify.queue_second_factor_letter(
            'second_factor_removed', old.user_id, util.wall_clock()
        );
    else
        perform notify.queue_second_factor_letter(
            'second_factor_added', new.user_id, new.enrolled_at
        );
    end if;
    return null;
end
$$;

comment on function notify.report_second_factor() is
'A second factor counts, or counts no more: its person reads of it, whoever did it.';
