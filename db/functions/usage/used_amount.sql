create or replace function usage.used_amount(organization_id uuid, feature_code text)
returns bigint
language sql
stable
begin atomic
    select coalesce(
        (
            select c.used
            from usage.counters as c
            where
                c.organization_id = used_amount.organization_id
                and c.feature_code = used_amount.feature_code
        ),
        0
    );
end;

comment on function usage.used_amount(uuid, text) is
'How much of a limit an organization uses.';
