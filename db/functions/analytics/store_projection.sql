create function analytics.store_projection(as_of date, known_at timestamptz, currency text)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_basis record;
    v_count bigint;
begin
    select b.* into v_basis
    from analytics.forecast_basis(
        store_projection.as_of, store_projection.known_at, store_projection.currency
    ) as b;
    if exists (
        select from analytics.projections as p
        where p.currency = store_projection.currency and p.basis = v_basis.basis
    ) then
        return 0::bigint;
    end if;

    delete from analytics.projections as p where p.currency = store_projection.currency;
    -- As many months ahead as anybody may ask for.
    insert into analytics.projections (currency, basis, horizon, mrr, lo80, hi80, lo95, hi95)
    select
        store_projection.currency,
        v_basis.basis,
        p.*
    from analytics.project_mrr(
        v_basis.mrr,
        v_basis.starts,
        v_basis.losses,
        v_basis.expansions,
        v_basis.inflows,
        36,
        v_basis.last_month::text
    ) as p
    where v_basis.basis is not null;
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

comment on function analytics.store_projection(date, timestamptz, text) is
$$Simulates what forecasts are read from, unless that was done from the same months

Returns how many rows were written.$$;
