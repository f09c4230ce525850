create or replace function usage.require_partitions(
    table_name text, from_at timestamptz, until_at timestamptz
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    v_month_at timestamptz := date_trunc('month', require_partitions.from_at, 'UTC');
    v_name text;
    v_count integer := 0;
begin
    while v_month_at <= require_partitions.until_at loop
        if not usage.has_partition(require_partitions.table_name, v_month_at) then
            v_name = usage.partition_name(require_partitions.table_name, v_month_at);
            -- One at a time; who has waited finds it.
            perform pg_advisory_xact_lock(hashtextextended('usage.' || v_name, 0));
            if not usage.has_partition(require_partitions.table_name, v_month_at) then
                -- Made apart and attached, it keeps nobody from reading and writing the others.
                execute format(
                    'create table usage.%I (like usage.%I including all)',
                    v_name, require_partitions.table_name
                );
                execute format('alter table usage.%I enable row level security', v_name);
                execute format(
                    'comment on table usage.%I is %L',
                    v_name, 'A month (UTC) of usage.' || require_partitions.table_name || '.'
                );
                execute format(
                    'alter table usage.%I attach partition usage.%I for values from (%L) to (%L)',
                    require_partitions.table_name, v_name,
                    v_month_at, util.add_months(v_month_at, 1)
                );
                v_count = v_count + 1;
            end if;
        end if;
        v_month_at = util.add_months(v_month_at, 1);
    end loop;
    return v_count;
end
$$;

comment on function usage.require_partitions(text, timestamptz, timestamptz) is
'Makes the monthly partitions of events or snapshots for a span of time, as far as they are not
there; returns how many it made.';
