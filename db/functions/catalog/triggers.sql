create trigger plan_versions_refuse_change
before update or delete on catalog.plan_versions
for each row
when (old.published_at is not null)
execute function catalog.refuse_change();

create trigger add_ons_refuse_change
before update of code, feature_code, amount_per_unit or delete on catalog.add_ons
for each row
execute function catalog.refuse_change();

-- A version's grants are fixed with it; a price in another currency may still be added.
create trigger plan_features_refuse_published_change
before insert or update or delete on catalog.plan_features
for each row
execute function catalog.refuse_published_change();

create trigger prices_refuse_published_change
before update or delete on catalog.prices
for each row
execute function catalog.refuse_published_change();
