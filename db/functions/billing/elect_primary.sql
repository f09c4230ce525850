create or replace function billing.elect_primary(organization_id uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_primary_id uuid := billing.find_primary(elect_primary.organization_id);
begin
    -- Mostly it stays as it is.
    if not exists (
        select
        from billing.subscriptions as s
        where
            s.organization_id = elect_primary.organization_id
            and s.is_primary <> (s.id is not distinct from v_primary_id)
    ) then
        return v_primary_id;
    end if;

    update billing.subscriptions as s
    set is_primary = false
    where
        s.organization_id = elect_primary.organization_id
        and s.is_primary
        and s.id is distinct from v_primary_id;

    update billing.subscriptions as s
    set is_primary = true
    where
        s.organization_id = elect_primary.organization_id
        and s.id = v_primary_id
        and not s.is_primary;

    return v_primary_id;
end
$$;

comment on function billing.elect_primary(uuid) is
'Makes the subscription that billing.find_primary finds the primary one. Returns its id, or null
when all have ended.';
