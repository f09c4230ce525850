\ir create_plants.sql
\ir delete_plant.sql
\ir create_custom_field.sql
\ir delete_custom_field.sql
\ir organization_tables.sql
\ir policies.sql
\ir limits.sql
\ir triggers.sql
