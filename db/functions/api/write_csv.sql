-- PostgREST 12 cannot hand to api.csv what functions answer, and cuts views off after so many rows,
-- so the gateway asks for it here. With the rights of whoever asks: what they may not read or call
-- fails as it does without this.
create function api.write_csv()
returns identity."text/csv"
language plpgsql
stable
set search_path = ''
as $$
declare
    v_headers json := current_setting('request.headers', true)::json;
    v_schema text := coalesce(v_headers ->> 'x-csv-schema', 'api');
    -- Never itself, which would not end.
    v_function text := nullif(v_headers ->> 'x-csv-function', 'write_csv');
    v_is_view boolean := to_regclass(format('%I.%I', v_schema, v_function)) is not null;
    v_columns text := '*';
    v_filters text[] := '{true}'::text[];
    v_operator text;
    v_order text := '';
    v_arguments text[] := '{}'::text[];
    v_pair text;
    v_name text;
    v_value text;
    v_answer identity."text/csv";
begin
    foreach v_pair in array string_to_array(
        coalesce(v_headers ->> 'x-csv-arguments', ''), '&'
    ) loop
        continue when v_pair = '';
        v_name = split_part(v_pair, '=', 1);
        -- Percents and pluses as in any address.
        select convert_from(
            string_agg(
                case
                    when p.part[1] ~ '^%[0-9A-Fa-f]{2}$' then decode(substr(p.part[1], 2), 'hex')
                    else convert_to(p.part[1], 'UTF8')
                end,
                ''::bytea order by p.place
            ),
            'UTF8'
        )
        into v_value
        from regexp_matches(
            replace(substr(v_pair, length(v_name) + 2), '+', ' '), '%[0-9A-Fa-f]{2}|[^%]+|%', 'g'
        ) with ordinality as p (part, place);

        if v_name = 'select' then
            select string_agg(format('%I', c.name), ', ' order by c.place) into v_columns
            from string_to_table(v_value, ',') with ordinality as c (name, place);
            continue;
        elsif v_is_view and v_name = 'order' then
            select
                ' order by '
                || string_agg(
                    format('t.%I %s', split_part(c.term, '.', 1), d.direction), ', ' order by c.place
                )
            into v_order
            from string_to_table(v_value, ',') with ordinality as c (term, place)
            cross join lateral (
                select case split_part(c.term, '.', 2) when 'desc' then 'desc' else 'asc' end
            ) as d (direction);
            continue;
        elsif v_is_view and v_name = 'or' then
            -- What a search in several columns is: (a.ilike."%x%",b.ilike."%x%").
            select v_filters || format('(%s)', string_agg(
                format('t.%I ilike %L', r.part[1], regexp_replace(r.part[2], '\\(.)', '\1', 'g')),
                ' or '
            ))
            into v_filters
            from regexp_matches(
                v_value, '(\w+)\.ilike\."((?:[^"\\]|\\.)*)"', 'g'
            ) as r (part);
            continue;
        elsif v_is_view and v_value in ('is.null', 'not.is.null') then
            v_filters = v_filters || format(
                't.%I is %s', v_name, case v_value when 'is.null' then 'null' else 'not null' end
            );
            continue;
        end if;

        -- As PostgREST tells them apart: what is no argument compares a column.
        select o.operator into v_operator
        from (values ('eq', '='), ('gt', '>'), ('gte', '>='), ('lt', '<'), ('lte', '<='))
            as o (name, operator)
        where
            o.name = split_part(v_value, '.', 1)
            and not exists (
                select from pg_proc as p
                where
                    p.pronamespace = to_regnamespace(v_schema)
                    and p.proname = v_function
                    and v_name = any(p.proargnames[1:p.pronargs])
            );
        if found then
            v_filters = v_filters || format(
                't.%I %s %L',
                v_name, v_operator, substr(v_value, strpos(v_value, '.') + 1)
            );
        else
            v_arguments = v_arguments || format('%I => %L', v_name, coalesce(v_value, ''));
        end if;
    end loop;

    execute format(
        'select api.csv(to_json(t)) from (select %s from %I.%I%s as t where %s%s) as t',
        coalesce(v_columns, '*'),
        v_schema,
        v_function,
        -- A view with what it does not understand fails as a function would.
        case
            when not v_is_view or v_arguments <> '{}'
                then format('(%s)', array_to_string(v_arguments, ', '))
        end,
        array_to_string(v_filters, ' and '),
        v_order
    )
    into v_answer;
    return v_answer;
end
$$;

comment on function api.write_csv() is
$$What a function answers or a view has, as CSV that a spreadsheet may open

The gateway calls it where a function is asked for with Accept: text/csv, and says in headers which
function that is and with which query: arguments by name, columns compared (eq, gt, gte, lt or lte, as in
month=gte.2026-01-01), and select with columns to choose; of a view also is.null, not.is.null, order,
and or with ilike. Rows are not limited in number. See util.add_csv_row.$$;

grant execute on function api.write_csv() to authenticated, platform_admin;
