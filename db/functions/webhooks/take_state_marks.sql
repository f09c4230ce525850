create or replace function webhooks.take_state_marks(max_organizations integer)
returns setof uuid
language plpgsql
set search_path = ''
as $$
begin
    return query
        with taken as (
            delete from webhooks.state_marks as m
            where m.organization_id in (
                select distinct n.organization_id
                from webhooks.state_marks as n
                where n.due_at is null or n.due_at <= util.wall_clock()
                limit take_state_marks.max_organizations
            )
            returning m.organization_id
        )

        select distinct t.organization_id
        from taken as t;
end
$$;

comment on function webhooks.take_state_marks(integer) is
'Organizations whose state is to be told now; their marks are gone. Render after this statement: all
that the marks stand for is visible then, and a later change leaves a mark of its own.';
