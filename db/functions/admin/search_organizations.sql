create function admin.search_organizations(
    query text default null,
    status text default null,
    plan_code text default null,
    risk text default null,
    trial_ends_before timestamptz default null,
    sort text default 'created_at',
    after json default null,
    max_rows integer default 25
)
returns json
language plpgsql
stable
security definer -- looks for people and Stripe's ids where no role of the API may read
set search_path = ''
as $$
declare
    v_bound constant integer := 10000;
    v_wide constant integer := 1000;
    v_ids uuid[];
    v_pattern text := util.like_pattern(btrim(search_organizations.query));
    v_key text;
    v_type text := 'timestamptz';
    v_direction text := 'asc';
    v_rows text := 'identity.organizations as o'
    ' left join billing.subscriptions as s on o.id = s.organization_id and s.is_primary'
    ' where true';
    v_total integer;
    v_page uuid[];
    v_next json;
begin
    perform identity.require_staff();
    if coalesce(search_organizations.max_rows not between 1 and 100, true) then
        perform util.fail(
            400, 'invalid_argument', 'max_rows is 1 to 100', '{"argument": "max_rows"}'
        );
    end if;

    -- Every order has an index; two of them name only those who have such a thing.
    case search_organizations.sort
        when 'created_at' then
            v_key = 'o.created_at';
            v_direction = 'desc';
        when 'name' then
            v_key = 'lower(o.name)';
            v_type = 'text';
        when 'trial_ends_at' then
            v_key = 's.trial_ends_at';
            v_rows = v_rows || ' and s.status = ''trialing''';
        when 'mrr_cents' then
            v_key = 's.net_arr_cents';
            v_type = 'bigint';
            v_direction = 'desc';
            v_rows = v_rows || ' and s.status in (''active'', ''past_due'')';
        else
            perform util.fail(
                400, 'invalid_argument', 'sort is created_at, name, trial_ends_at or mrr_cents',
                '{"argument": "sort"}'
            );
    end case;

    -- Only what is asked for stands in the statement, so that it is planned for that.
    if btrim(search_organizations.query) <> '' then
        v_ids = billing.find_organizations(search_organizations.query, v_wide + 1);
        v_rows = v_rows || ' and (lower(o.name) like $2 or ' || case
            when cardinality(v_ids) <= v_wide then 'o.id = any($1)'
            -- An address of so many that looking at one after the other finds the first soonest.
            else
                'exists (select from identity.memberships as m'
                ' inner join identity.users as u on m.user_id = u.id'
                ' where m.organization_id = o.id and lower(u.email) like $2)'
        end || ')';
    end if;
    if search_organizations.status = 'canceled' then
        v_rows = v_rows || ' and s.id is null and exists ('
        'select from billing.subscriptions as e'
        ' where e.organization_id = o.id and e.status = ''canceled'')';
    elsif search_organizations.status is not null then
        v_rows = v_rows || ' and s.status = $3';
    end if;
    if search_organizations.plan_code is not null then
        v_rows = v_rows || ' and s.plan_version_id = any(array('
        'select v.id from catalog.plan_versions as v where v.plan_code = $4))';
    end if;
    if search_organizations.risk is not null then
        v_rows = v_rows || ' and exists ('
        'select from usage.risks as r where r.organization_id = o.id and r.risk = $5)';
    end if;
    if search_organizations.trial_ends_before is not null then
        v_rows = v_rows || ' and s.status = ''trialing'' and s.trial_ends_at < $6';
    end if;

    execute format(
        'select count(*) from (select from %s limit %s) as r', v_rows, v_bound + 1
    )
    into v_total
    using
        v_ids,
        v_pattern,
        search_organizations.status,
        search_organizations.plan_code,
        search_organizations.risk,
        search_organizations.trial_ends_before;

    if search_organizations.after is not null then
        v_rows = v_rows || format(
            ' and (%s, o.id) %s ($7::%s, $8::uuid)',
            v_key,
            case v_direction when 'asc' then '>' else '<' end,
            v_type
        );
    end if;
    execute format(
        'select array_agg(p.id order by p.position),'
        ' (array_agg(json_build_object(''key'', p.key, ''id'', p.id) order by p.position desc))[1]'
        ' from (select o.id, %1$s as key, row_number() over (order by %1$s %2$s, o.id %2$s)'
        ' as position from %3$s order by %1$s %2$s, o.id %2$s limit %4$s) as p',
        v_key,
        v_direction,
        v_rows,
        search_organizations.max_rows
    )
    into v_page, v_next
    using
        v_ids,
        v_pattern,
        search_organizations.status,
        search_organizations.plan_code,
        search_organizations.risk,
        search_organizations.trial_ends_before,
        search_organizations.after ->> 'key',
        search_organizations.after ->> 'id';

    return json_build_object(
        'total', least(v_total, v_bound),
        'is_total_exact', v_total <= v_bound,
        'next', case when cardinality(v_page) = search_organizations.max_rows then v_next end,
        'organizations', (
            select coalesce(json_agg(o order by array_position(v_page, o.id)), '[]')
            from admin.organizations as o
            where o.id = any(v_page)
        )
    );
end
$$;

comment on function admin.search_organizations(
    text, text, text, text, timestamptz, text, json, integer
) is
$$Find organizations among many

query is a part of a name or of a member's address, an id, or any id of Stripe's; filters by status,
plan_code, risk and the end of a trial. sort: created_at (newest first), name, trial_ends_at (trials
only, the next first), mrr_cents (who pays, most first). Answers {total, is_total_exact,
organizations, next}: total is exact up to 10,000, and 10,000 with is_total_exact false above;
organizations are rows of the view of that name; after is the next of the page before, null on
the last.$$;

grant execute on function admin.search_organizations(
    text, text, text, text, timestamptz, text, json, integer
) to platform_admin;
