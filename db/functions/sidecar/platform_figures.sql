create function sidecar.platform_figures()
returns table (figure text, label text, value double precision)
language sql
stable
security definer -- the sidecar may call this and nothing beneath it
set search_path = ''
as $$
    select
        f.figure,
        f.label,
        f.value
    from billing.platform_figures() as f
$$;

comment on function sidecar.platform_figures() is
'What is watched besides queues, as billing.platform_figures tells it.';

grant execute on function sidecar.platform_figures() to sidecar;
