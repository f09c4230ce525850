-- PostgREST 12 cannot hand to api.csv what functions answer, so the gateway asks for it here. With
-- the rights of whoever asks: what they may not call fails as it does without this.
create function api.write_csv()
returns identity."text/csv"
language plpgsql
stable
set search_path = ''
as $$
declare
    v_headers json := current_setting('request.headers', true)::json;
    v_schema text := coalesce(v_headers ->> 'x-csv-schema', 'api');
    v_function text := v_headers ->> 'x-csv-function';
    v_columns text := '*';
    v_filters text[] := '{true}'::text[];
    v_operator text;
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
        'select api.csv(to_json(t)) from (select %s from %I.%I(%s) as t where %s) as t',
        coalesce(v_columns, '*'),
        v_schema,
        v_function,
        array_to_string(v_arguments, ', '),
        array_to_string(v_filters, ' and ')
    )
    into v_answer;
    return v_answer;
end
$$;

comment on function api.write_csv() is
$$What a function answers, as CSV that a spreadsheet may open

The gateway calls it where a function is asked for with Accept: text/csv, and says in headers which
function that is and with which query: arguments by name, columns compared (eq, gt, gte, lt or lte, as in
month=gte.2026-01-01), and select with columns to choose. Rows are not limited in number. See util.add_csv_row.$$;

grant execute on function api.write_csv() to authenticated, platform_admin;
