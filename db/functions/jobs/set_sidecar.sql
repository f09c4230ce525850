create or replace function jobs.set_sidecar(url text, internal_key text)
returns void
language sql
volatile
set search_path = ''
as $$
    insert into jobs.sidecars as s (url, internal_key)
    values (rtrim(set_sidecar.url, '/'), set_sidecar.internal_key)
    on conflict on constraint sidecars_pkey do update
    set url = excluded.url, internal_key = excluded.internal_key
    where (s.url, s.internal_key) is distinct from (excluded.url, excluded.internal_key);
$$;

comment on function jobs.set_sidecar(text, text) is
'Where the sidecar is, and its INTERNAL_API_KEY. For the owner of the database, at every deploy.';
