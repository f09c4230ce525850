create or replace function usage.enforce_limit(
    table_name regclass,
    feature_code text,
    counted_when text default 'true',
    needs_write_access boolean default true
)
returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_arguments text[] := array[
        enforce_limit.feature_code, enforce_limit.needs_write_access::text
    ];
begin
    perform usage.require_countable(enforce_limit.table_name);

    if enforce_limit.counted_when = 'true' then
        perform usage.attach_trigger(
            enforce_limit.table_name, '_count_inserted',
            'after insert on %s referencing new table as inserted for each statement',
            'count_inserted_rows', v_arguments
        );
        perform usage.attach_trigger(
            enforce_limit.table_name, '_count_deleted',
            'after delete on %s referencing old table as deleted for each statement',
            'count_deleted_rows', v_arguments
        );
        if enforce_limit.needs_write_access then
            perform usage.attach_trigger(
                enforce_limit.table_name, '_keep_writable',
                'after update on %s referencing new table as written for each statement',
                'guard_written_rows'
            );
        end if;
    else
        perform usage.attach_trigger(
            enforce_limit.table_name, '_count_inserted',
            'after insert on %s referencing new table as inserted for each statement',
            'count_changed_rows', v_arguments || enforce_limit.counted_when
        );
        perform usage.attach_trigger(
            enforce_limit.table_name, '_count_updated',
            'after update on %s referencing old table as deleted new table as inserted '
            'for each statement',
            'count_changed_rows', v_arguments || enforce_limit.counted_when
        );
        perform usage.attach_trigger(
            enforce_limit.table_name, '_count_deleted',
            'after delete on %s referencing old table as deleted for each statement',
            'count_changed_rows', v_arguments || enforce_limit.counted_when
        );
    end if;
    perform usage.attach_trigger(
        enforce_limit.table_name, '_refuse_move',
        'after update on %s for each row '
        'when (old.organization_id is distinct from new.organization_id)',
        'refuse_uncounted_change'
    );
    perform usage.attach_trigger(
        enforce_limit.table_name, '_refuse_truncate',
        'before truncate on %s for each statement',
        'refuse_uncounted_change'
    );

    insert into usage.counted_tables as t (table_name, feature_code, counted_when)
    values (enforce_limit.table_name, enforce_limit.feature_code, enforce_limit.counted_when)
    on conflict on constraint counted_tables_pkey do update
        set counted_when = excluded.counted_when
        where t.counted_when <> excluded.counted_when;

    -- What is there already counts. No limit is checked: nothing that exists is taken away.
    if found then
        perform usage.reset_counters(enforce_limit.feature_code);
    end if;
end
$$;

comment on function usage.enforce_limit(regclass, text, text, boolean) is
$$Makes a limit count the rows of a table, each for its organization_id

Every statement that adds rows takes as many of the limit, in its own transaction, or is refused with
402. counted_when is a condition on the row's own columns for tables of which not every row counts.
needs_write_access says whether organizations that may only read are refused. Call it in a migration,
or at every deploy: what is in place stays untouched. The rows that exist are counted; several tables
may count for one limit, one table for one limit only.$$;
