-- PostgREST takes the name of a type that a function answers with for a media type.

create domain util."text/csv" as text;
comment on domain util."text/csv" is 'What api.csv makes of rows, and PostgREST sends as it is.';
