create or replace function billing.is_held_by_staff(organization_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
    return coalesce(
        (
            select f.kind = 'hold_placed'
            from billing.subscription_facts as f
            where
                f.organization_id = is_held_by_staff.organization_id
                and f.kind in ('hold_placed', 'hold_released')
                and f.details ->> 'hold' = 'staff'
            order by f.effective_at desc, f.known_at desc, f.position desc
            limit 1
        ),
        false
    );
end
$$;

comment on function billing.is_held_by_staff(uuid) is
'Whether the staff have suspended an organization. Their hold is the organization''s: it stays when
a subscription ends, and a new one would begin with it.';
