create function admin.list_organizations(
    query text default null,
    status text default null,
    plan_code text default null,
    risk text default null,
    trial_ends_before timestamptz default null,
    sort text default 'created_at'
)
returns table (
    organization_id uuid,
    name text,
    subscription_status text,
    access text,
    plan text,
    cycle text,
    currency text,
    mrr_cents bigint,
    members bigint,
    trial_ends_at timestamptz,
    created_at timestamptz,
    last_activity_at timestamptz,
    risks text
)
language plpgsql
stable
set search_path = ''
as $$
declare
    v_page json;
    v_next json;
begin
    loop
        v_page = admin.search_organizations(
            list_organizations.query,
            list_organizations.status,
            list_organizations.plan_code,
            list_organizations.risk,
            list_organizations.trial_ends_before,
            list_organizations.sort,
            v_next,
            100
        );
        return query
            select
                (o.row ->> 'id')::uuid,
                o.row ->> 'name',
                o.row ->> 'status',
                o.row ->> 'access',
                o.row ->> 'plan_code',
                o.row ->> 'cycle',
                o.row ->> 'currency',
                (o.row ->> 'mrr_cents')::bigint,
                (o.row ->> 'members')::bigint,
                (o.row ->> 'trial_ends_at')::timestamptz,
                (o.row ->> 'created_at')::timestamptz,
                (o.row ->> 'last_activity_at')::timestamptz,
                (
                    select string_agg(r.risk, ' ')
                    from json_array_elements_text(o.row -> 'risk') as r (risk)
                )
            from json_array_elements(v_page -> 'organizations') with ordinality as o (row, place)
            order by o.place;
        v_next = v_page -> 'next';
        exit when coalesce(json_typeof(v_next), 'null') = 'null';
    end loop;
end
$$;

comment on function admin.list_organizations(text, text, text, text, timestamptz, text) is
$$All organizations that are found

What search_organizations finds, all pages of it and in its order, with plain columns: for a file. With
Accept: text/csv it has as many rows as total says.$$;

grant execute on function admin.list_organizations(text, text, text, text, timestamptz, text)
to platform_admin;
