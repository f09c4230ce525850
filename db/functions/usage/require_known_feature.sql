create or replace function usage.require_known_feature(feature_code text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_kind text;
begin
    select f.kind into v_kind
    from catalog.features as f
    where f.code = require_known_feature.feature_code;

    if v_kind is null then
        perform util.fail(
            404, 'feature_not_found', 'The catalogue has no such feature',
            jsonb_build_object('feature', require_known_feature.feature_code),
            'Features and limits are listed in features'
        );
    end if;
    return v_kind;
end
$$;

comment on function usage.require_known_feature(text) is
'The kind of a feature; refused with 404 if the catalogue does not know it.';
