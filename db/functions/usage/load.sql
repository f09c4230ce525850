-- What is granted
\ir find_basis.sql
\ir list_entitlements.sql
\ir find_entitlement.sql
\ir has_feature.sql
