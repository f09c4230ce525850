-- As identity."*/*": PostgREST converts a function's answer by its type's name, in a schema that
-- everybody may enter.

create domain identity."text/csv" as text;
comment on domain identity."text/csv" is
'What api.write_csv answers with, and PostgREST sends as it is.';
