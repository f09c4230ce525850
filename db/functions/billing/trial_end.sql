create or replace function billing.trial_end(organization_id uuid, subscription_id uuid)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
    return (
        select (f.details ->> 'ends_at')::timestamptz
        from billing.subscription_facts as f
        where
            f.organization_id = trial_end.organization_id
            and f.subscription_id = trial_end.subscription_id
            and f.details ? 'ends_at'
        order by f.effective_at desc, f.known_at desc, f.position desc
        limit 1
    );
end
$$;

comment on function billing.trial_end(uuid, uuid) is
'When an organization''s own trial ends or has ended, after all extensions; null if there was
none.';
