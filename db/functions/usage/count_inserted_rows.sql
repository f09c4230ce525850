create or replace function usage.count_inserted_rows()
returns trigger
language plpgsql
security definer -- whoever may write the table need not be able to write counters
set search_path = ''
as $$
begin
    -- In order, so that two statements for several organizations cannot wait for each other.
    perform usage.take_limit(
        g.organization_id, tg_argv[0], g.amount, tg_argv[1]::boolean
    )
    from (
        select i.organization_id, count(*) as amount
        from inserted as i
        group by i.organization_id
        order by i.organization_id
    ) as g;
    return null;
end
$$;

comment on function usage.count_inserted_rows() is
'Trigger: takes the limit of its first argument for the rows of a statement. The second says whether
an organization that may only read is refused.';
