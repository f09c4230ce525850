-- What simulating a forecast took is kept, and totals tell which functions they were made by.

create table analytics.projections (
    currency text not null,
    basis text not null,
    horizon integer not null,
    mrr numeric not null,
    lo80 numeric not null,
    hi80 numeric not null,
    lo95 numeric not null,
    hi95 numeric not null,

    constraint projections_pkey primary key (currency, horizon)
);
comment on table analytics.projections is
$$What project_mrr returned when the totals were last refreshed

One row for each currency and month ahead, beside the whole of what it was computed from (basis of
forecast_basis). A forecast from the same basis is read here, any other is computed: so nothing
here can be stale.$$;

alter table analytics.projections enable row level security;

-- Null was made before this was noted, and by nothing that there is now.
alter table analytics.refreshes add column made_by oid;
comment on column analytics.refreshes.made_by is
'The function beneath all totals as it was then. A deploy creates it anew: totals made by a former
one are not used, but computed again.';
