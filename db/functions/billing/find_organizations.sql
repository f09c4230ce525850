create or replace function billing.find_organizations(query text, max_rows integer)
returns uuid[]
language sql
stable
set search_path = ''
as $$
    select array(
        select b.organization_id
        from billing.stripe_objects as b
        where b.stripe_id = btrim(query)
        union
        select o.id
        from identity.organizations as o
        where o.id = case
            when btrim(query) ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                then btrim(query)::uuid
        end
        union
        (
            select m.organization_id
            from identity.users as u
            inner join identity.memberships as m on u.id = m.user_id
            where lower(u.email) like util.like_pattern(btrim(query))
            limit max_rows
        )
        limit max_rows
    )
$$;

comment on function billing.find_organizations(text, integer) is
'Organizations that are meant by an id of theirs, by any id that Stripe gave to something of theirs,
or by a part of a member''s address; at most so many.';
