-- Takes the place of PostgREST's own CSV, which writes text as it is: for any view, whoever asks.
create aggregate api.csv(anyelement) ( -- noqa: LT01
    sfunc = util.add_csv_row,
    stype = text,
    finalfunc = util.finish_csv,
    initcond = ''
);

comment on aggregate api.csv(anyelement) is -- noqa: LT01
$$Rows as CSV that a spreadsheet may open

What PostgREST answers with when a view is asked for with Accept: text/csv. See util.add_csv_row.$$;

grant execute on function api.csv(anyelement) to anon, authenticated, platform_admin, analyst;
