-- History that is made by living through it again: within a transaction the platform's clock may
-- stand in the past (util.replay_clock), and a trigger sees to it that nobody else ever sees that.
-- squawk-ignore ban-drop-constraint
alter table util.clocks drop constraint clocks_ahead_by_check;
-- squawk-ignore constraint-missing-not-valid
alter table util.clocks add constraint clocks_ahead_by_check check (
    extract(day from ahead_by) = 0
    and extract(month from ahead_by) = 0
    and extract(year from ahead_by) = 0
);

-- The first catalogue is for sale for as long as anybody could want to tell a story of.
do $$
begin
    if exists (select from pg_trigger as t where t.tgname = 'plan_versions_refuse_change') then
        alter table catalog.plan_versions disable trigger plan_versions_refuse_change;
    end if;
    update catalog.plan_versions as v
    set published_at = '2020-01-01 00:00+00'
    where v.version = 1 and v.published_at = '2024-01-01 00:00+00';
    if exists (select from pg_trigger as t where t.tgname = 'plan_versions_refuse_change') then
        alter table catalog.plan_versions enable trigger plan_versions_refuse_change;
    end if;
end
$$;

insert into util.settings (key, value, description)
values (
    'demo_book', 'null', 'The demo book that was made here: organizations, and the last day (until)'
);
