create or replace function usage.enforce_feature(table_name regclass, feature_code text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform usage.require_countable(enforce_feature.table_name);
    perform usage.attach_trigger(
        enforce_feature.table_name, '_guard_inserted',
        'after insert on %s referencing new table as written for each statement',
        'guard_written_rows', array[enforce_feature.feature_code]
    );
    perform usage.attach_trigger(
        enforce_feature.table_name, '_guard_updated',
        'after update on %s referencing new table as written for each statement',
        'guard_written_rows', array[enforce_feature.feature_code]
    );
    perform usage.attach_trigger(
        enforce_feature.table_name, '_guard_deleted',
        'after delete on %s referencing old table as deleted for each statement',
        'guard_deleted_rows'
    );
end
$$;

comment on function usage.enforce_feature(regclass, text) is
$$Makes writing to a table take a feature of the plan

Rows can be written by organizations that have the feature and full access, refused with 402
otherwise; they can be read and deleted without it. Repeatable, as usage.enforce_limit is.$$;
