-- All that it takes to adopt a limit, and a feature.
select usage.enforce_limit('app.plants', 'plants');
select usage.enforce_feature('app.custom_fields', 'custom_fields');
